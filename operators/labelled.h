// Texts with labels, for training and measuring.
//
// .tsv has a header that names its columns; .jsonl has an object a line. Both may be compressed
// (.gz, .zst). A row has a text and says something of its sentiment, of its emotion, or of both:
//
//   label, "polarity"     pos, neu, neg; or an emotion, which also says the sentiment
//   emotion, "emotion"    happy, angry, sad, fear, surprise, neutral
//   negative neutral positive               columns of thousandths, for labels that are not sure
//   happy angry sad fear surprise calm      the same; calm is the emotion neutral
//
// docs/training.md says more.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/opinion.h"

namespace yuqing {

// Thousandths by class; all zero where the row says nothing of it.
using SentimentShares = std::array<std::uint16_t, kSentiments>;
using EmotionShares = std::array<std::uint16_t, kEmotions>;

struct Labelled {
  std::string text;
  SentimentShares sentiment = {};
  EmotionShares emotion = {};
};

// The class with the largest share, none where all are zero.
std::optional<std::size_t> label_of(std::span<const std::uint16_t> shares);

// What the labels of a file are called: label -> name of the class, or "" for none. Where a map
// is not empty it must name every label of the file.
struct LabelNames {
  std::map<std::string, std::string> labels = {};  // to negative, neutral, positive
  std::map<std::string, std::string> emotions =
      {};  // to happy, angry, sad, fear, surprise, neutral
};

// Throws ConfigError, with the line and the mend, when a row has no text or another label.
std::vector<Labelled> read_labelled(const std::filesystem::path& path,
                                    const LabelNames& names = {});

// What of a text its labels are about: the author's own words; those that it quotes where the
// author has none. A view into `text`.
std::string_view judged_text(std::string_view text);

}  // namespace yuqing
