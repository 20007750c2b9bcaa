// The formulas of the report; docs/report.md gives their sources.
//
// Counts are exact integers; only what is derived from them at the very end is a double.
#pragma once

#include <cstdint>

namespace yuqing {

// A figure and the 95 % interval around it.
struct Estimate {
  double value = 0;
  double low = 0;
  double high = 0;
  bool is_enough = false;  // the denominator is at least kFewest: else nothing should be read in it
};

inline constexpr std::uint64_t kFewest = 30;

struct Opinions {
  std::uint64_t negative = 0;
  std::uint64_t neutral = 0;
  std::uint64_t positive = 0;

  std::uint64_t total() const { return negative + neutral + positive; }
};

// (P - N) / T in hundredths; the variance is that of a multinomial draw.
Estimate net_sentiment_all(const Opinions& opinions);
// (P - N) / (P + N) in hundredths; the variance is that of a binomial draw.
Estimate net_sentiment_rate(const Opinions& opinions);

// -log10 of the chance that a Poisson count of that mean is at least `count`; 0 at or below the
// mean. Exact far out in the tail, where the chance itself is no double any more.
double poisson_surprise(double count, double mean);

// A part of a whole.
struct Share {
  std::uint64_t part = 0;
  std::uint64_t whole = 0;
};

// How much likelier something is in `now` than it was `before`: the logarithm of the odds ratio
// with half a case added to each of the four numbers, divided by its standard error.
double log_odds_z(const Share& now, const Share& before);

}  // namespace yuqing
