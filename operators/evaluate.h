// Measuring a model on labelled texts.
#pragma once

#include <span>
#include <string>

#include "operators/labelled.h"
#include "operators/model.h"

namespace yuqing {

// How often a label (first index) was taken for a class (second index), in order of Sentiment.
using Confusion = std::array<std::array<std::size_t, kSentiments>, kSentiments>;

Confusion confusion_of(const Model& model, std::span<const Labelled> rows);

// The mean of the classes' F1.
double macro_f1(const Confusion& confusion);

// One line of JSON: n, accuracy, macro_f1, and precision, recall, f1 and support by class.
std::string report(const Confusion& confusion);

}  // namespace yuqing
