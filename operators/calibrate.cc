// See calibrate.h. The likelihood of a factor and constants has one summit; plain ascent by a fixed
// rate, which the steepness of the slope allows, reaches it.
#include "operators/calibrate.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace yuqing {
namespace {

constexpr int kSteps = 3000;
constexpr std::size_t kFewest = 50;  // texts, for a fit worth its name

template <std::size_t size>
struct Fit {
  double factor = 1;
  std::array<double, size> bias = {};
};

template <std::size_t size>
struct Case {
  std::array<double, size> margins = {};  // in units of the logistic sense
  std::array<double, size> wanted = {};
};

template <std::size_t size>
std::array<double, size> chances_of(const Case<size>& one, const Fit<size>& fit) {
  std::array<double, size> chances = {};
  for (std::size_t i = 0; i < size; i++) {
    chances[i] = one.margins[i] * fit.factor + fit.bias[i];
  }
  const double best = *std::ranges::max_element(chances);
  double total = 0;
  for (double& chance : chances) {
    chance = std::exp(chance - best);
    total += chance;
  }
  for (double& chance : chances) {
    chance /= total;
  }
  return chances;
}

// One over a bound of the curvature.
template <std::size_t size>
double rate_of(const std::vector<Case<size>>& cases) {
  double sum = 0;
  for (const Case<size>& one : cases) {
    for (const double margin : one.margins) {
      sum += margin * margin;
    }
  }
  return 1 / (1 + sum / static_cast<double>(cases.size()));
}

template <std::size_t size>
Fit<size> fitted(const std::vector<Case<size>>& cases, bool biases) {
  Fit<size> fit;
  if (cases.size() < kFewest) {
    return fit;
  }
  const double rate = rate_of(cases) / static_cast<double>(cases.size());
  for (int step = 0; step < kSteps; step++) {
    Fit<size> slope = {.factor = 0};
    for (const Case<size>& one : cases) {
      const std::array<double, size> chances = chances_of(one, fit);
      for (std::size_t i = 0; i < size; i++) {
        slope.factor += (one.wanted[i] - chances[i]) * one.margins[i];
        slope.bias[i] += one.wanted[i] - chances[i];
      }
    }
    fit.factor += rate * slope.factor;
    for (std::size_t i = 0; biases && i < size; i++) {
      fit.bias[i] += rate * slope.bias[i];
    }
  }
  return fit;
}

template <std::size_t size>
void add_case(std::vector<Case<size>>& cases, const std::array<std::int64_t, size>& margins,
              const std::array<float, size>& wanted) {
  if (std::ranges::all_of(wanted, [](float share) { return share == 0; })) {
    return;
  }
  Case<size> one;
  for (std::size_t i = 0; i < size; i++) {
    one.margins[i] = static_cast<double>(margins[i]) / kMarginUnit;
    one.wanted[i] = wanted[i];
  }
  cases.push_back(one);
}

void apply(Weights& weights, std::size_t head, double factor, double bias) {
  weights.scale[head] =
      static_cast<std::uint32_t>(std::lround(weights.scale[head] * std::max(factor, 0.01)));
  weights.bias[head] =
      static_cast<std::int32_t>(std::lround(weights.bias[head] * factor + bias * kMarginUnit));
}

}  // namespace

void calibrate(Weights& weights, std::span<const Calibrant> calibrants, bool biases) {
  std::vector<Case<kSentiments>> sentiments;
  std::vector<Case<kEmotions>> emotions;
  for (const Calibrant& one : calibrants) {
    add_case(sentiments, one.margins.sentiment, one.sentiment);
    add_case(emotions, one.margins.emotion, one.emotion);
  }
  const auto sentiment = fitted(sentiments, biases);
  const auto emotion = fitted(emotions, false);
  for (std::size_t i = 0; i < kSentiments; i++) {
    apply(weights, i, sentiment.factor, sentiment.bias[i]);
  }
  for (std::size_t i = kSentiments; i < kHeads; i++) {
    apply(weights, i, emotion.factor, 0);
  }
}

}  // namespace yuqing
