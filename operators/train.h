// Training: from labelled texts to the bytes of a model file.
//
// Multinomial logistic regression on the rows of model.h, by AdaGrad, one example after the other
// in an order that the seed fixes, on one thread: the same manifest and files give the same bytes.
// The mean of several such models is still one additive model, and depends less on the order.
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
  std::int64_t weight = 100;   // percent
  std::int64_t neutral = 100;  // percent, on top, for its neutral texts
};

// A manifest, models/sentiment.toml.
struct Recipe {
  std::int64_t passes = 3;
  std::int64_t models = 1;  // trained in different orders and averaged
  std::int64_t seed = 1;
  std::int64_t emoticon_dropout = 0;  // percent of the visits to a text
  std::vector<TrainingFile> files;
  std::vector<std::string> self_test;
};

struct Trained {
  std::string model;              // a whole file
  std::vector<std::size_t> rows;  // by file: texts that were used
};

// Complains through the file.
Recipe read_recipe(File& manifest);

// Texts without own words, and texts that stood in an earlier file, are left out. Throws
// ConfigError when a file cannot be used.
Trained train(const Recipe& recipe);

}  // namespace yuqing
