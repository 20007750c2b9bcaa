// Calibration: makes a model's probabilities mean what they say.
#pragma once

#include <span>

#include "operators/model.h"

namespace yuqing {

// A text that the weights were not learnt from, and what it should give.
struct Calibrant {
  Margins margins;                                // of the weights as they are
  std::array<float, kSentiments> sentiment = {};  // all zero: not known
  std::array<float, kEmotions> emotion = {};
};

// Changes scales and biases so that the calibrants become likeliest: one factor for the
// sentiments, one for the emotions, and with `biases` a constant a sentiment. Emotions get none:
// their rare classes would hardly be found any more.
void calibrate(Weights& weights, std::span<const Calibrant> calibrants, bool biases);

}  // namespace yuqing
