// See report_statistics.h.
#include "commands/report_statistics.h"

#include <algorithm>
#include <cmath>

namespace yuqing {
namespace {

constexpr double kNormal95 = 1.96;

double as_double(std::uint64_t count) {
  return static_cast<double>(count);
}

Estimate estimate(double value, double variance, bool is_enough) {
  const double reach = kNormal95 * std::sqrt(std::max(0.0, variance));
  return {.value = 100 * value,
          .low = 100 * std::max(-1.0, value - reach),
          .high = 100 * std::min(1.0, value + reach),
          .is_enough = is_enough};
}

}  // namespace

Estimate net_sentiment_all(const Opinions& opinions) {
  const std::uint64_t total = opinions.total();
  if (total == 0) {
    return {};
  }
  const double t = as_double(total);
  const double balance = as_double(opinions.positive) - as_double(opinions.negative);
  const double said = as_double(opinions.positive + opinions.negative);
  return estimate(balance / t, said / (t * t) - balance * balance / (t * t * t), total >= kFewest);
}

Estimate net_sentiment_rate(const Opinions& opinions) {
  const std::uint64_t said = opinions.positive + opinions.negative;
  if (said == 0) {
    return {};
  }
  const double rate =
      (as_double(opinions.positive) - as_double(opinions.negative)) / as_double(said);
  return estimate(rate, (1 - rate * rate) / as_double(said), said >= kFewest);
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
