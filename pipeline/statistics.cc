// See statistics.h.
#include "pipeline/statistics.h"

#include <algorithm>
#include <cmath>

namespace yuqing {
namespace {

constexpr double kNormal95 = 1.96;

double as_double(std::uint64_t count) {
  return static_cast<double>(count);
}

double balance(const Opinions& opinions) {
  return as_double(opinions.positive) - as_double(opinions.negative);
}

// A share that a sample tells, and its variance.
struct Estimate {
  double value = 0;
  double variance = 0;
};

Estimate net_of(const Opinions& opinions) {
  const double t = as_double(opinions.total());
  const double net = balance(opinions);
  const double said = as_double(opinions.positive + opinions.negative);
  return {.value = net / t, .variance = said / (t * t) - net * net / (t * t * t)};
}

Interval interval(const Estimate& estimate, double limit) {
  const double reach = kNormal95 * std::sqrt(std::max(0.0, estimate.variance));
  return {.value = estimate.value,
          .low = std::max(-limit, estimate.value - reach),
          .high = std::min(limit, estimate.value + reach)};
}

}  // namespace

std::optional<Interval> net_sentiment_all(const Opinions& opinions) {
  if (opinions.total() < kFewest) {
    return std::nullopt;
  }
  return interval(net_of(opinions), 1);
}

std::optional<Interval> net_sentiment_rate(const Opinions& opinions) {
  const std::uint64_t said = opinions.positive + opinions.negative;
  if (said < kFewest) {
    return std::nullopt;
  }
  const double rate = balance(opinions) / as_double(said);
  return interval({.value = rate, .variance = (1 - rate * rate) / as_double(said)}, 1);
}

std::optional<Interval> sentiment_change(const Opinions& now, const Opinions& before) {
  if (now.total() < kFewest || before.total() < kFewest) {
    return std::nullopt;
  }
  const Estimate after = net_of(now);
  const Estimate base = net_of(before);
  return interval({.value = after.value - base.value, .variance = after.variance + base.variance},
                  2);
}

// The tail is its first term times a series that falls faster than a geometric one.
double poisson_surprise(double count, double mean) {
  if (count <= mean || mean <= 0) {
    return 0;
  }
  double series = 1;
  double term = 1;
  for (double i = count + 1; term > 1e-12 * series; i++) {
    term *= mean / i;
    series += term;
  }
  const double log_chance =
      count * std::log(mean) - mean - std::lgamma(count + 1) + std::log(series);
  return std::max(0.0, -log_chance / std::log(10.0));
}

double log_odds_z(const Share& now, const Share& before) {
  const double a = as_double(now.part) + 0.5;
  const double b = as_double(now.whole - now.part) + 0.5;
  const double c = as_double(before.part) + 0.5;
  const double d = as_double(before.whole - before.part) + 0.5;
  return std::log(a * d / (b * c)) / std::sqrt(1 / a + 1 / b + 1 / c + 1 / d);
}

}  // namespace yuqing
