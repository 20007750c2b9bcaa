// Texts with a label, for training and measuring.
//
// Two formats, told apart by the file's name: .tsv with a header that names the columns label and
// text, labels pos, neu and neg; .jsonl with an object a line that has "text" and "polarity".
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/batch.h"

namespace yuqing {

struct Labelled {
  std::string text;
  Sentiment label = Sentiment::neutral;
};

// Throws ConfigError, with the line, when a row has no text or another label.
std::vector<Labelled> read_labelled(const std::filesystem::path& path);

}  // namespace yuqing
