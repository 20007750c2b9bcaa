// Training: from labelled texts to the bytes of a model file.
//
// Logistic regression on the rows of rows.h (learner.h), one text after the other in an order that
// the seed fixes, on one thread: the same manifest and files give the same bytes. The mean of
// several such models is still one additive model, and depends less on the order. Texts that are
// held out then calibrate it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "operators/labelled.h"
#include "pipeline/config.h"

namespace yuqing {

struct TrainingFile {
  std::filesystem::path path;
  std::int64_t weight = 100;          // percent; 0: only what is held out serves
  std::int64_t neutral = 100;         // percent, on top, for its neutral texts
  std::int64_t emotion = 100;         // percent, on top, for what it says of emotions
  std::int64_t emoticon_dropout = 0;  // percent of the visits to a text
  std::int64_t held_out = 0;          // percent of the texts, to calibrate with
  LabelNames names = {};
};

struct EvaluatedFile {
  std::filesystem::path path;
  LabelNames names = {};
};

// A manifest, models/sentiment.toml. docs/training.md has its keys.
struct Recipe {
  std::int64_t passes = 3;
  std::int64_t models = 1;  // trained in different orders and averaged
  std::int64_t seed = 1;
  bool calibrate_classes = true;  // else one factor for all
  std::vector<TrainingFile> files;
  std::vector<EvaluatedFile> evaluated;  // for the card
  std::vector<std::string> self_test;
};

struct TrainedFile {
  std::size_t used = 0;
  std::size_t held_out = 0;
};

struct Trained {
  std::string model;               // a whole file
  std::vector<TrainedFile> files;  // in order of the recipe's
};

// Complains through the file.
Recipe read_recipe(File& manifest);

// Texts without words (judged_text()), and texts that stood in an earlier file or begin like
// one that is held out, are left out.
// Throws ConfigError when a file cannot be used.
Trained train(const Recipe& recipe);

}  // namespace yuqing
