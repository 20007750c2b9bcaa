// Formulas: net sentiment with its interval, how surprising a count is, how surely a share rose.
//
// Counts are exact integers; only what is derived from them at the very end is a double. Sources
// and limits are in docs/report.md.
#pragma once

#include <cstdint>
#include <optional>

namespace yuqing {

// A figure and the 95 % interval around it.
struct Interval {
  double value = 0;
  double low = 0;
  double high = 0;
};

// Below this denominator nothing should be read in a share.
inline constexpr std::uint64_t kFewest = 30;

struct Opinions {
  std::uint64_t negative = 0;
  std::uint64_t neutral = 0;
  std::uint64_t positive = 0;

  std::uint64_t total() const { return negative + neutral + positive; }
  void add(const Opinions& other) {
    negative += other.negative;
    neutral += other.neutral;
    positive += other.positive;
  }
};

// (P - N) / T, from -1 to 1; the variance is that of a multinomial draw. Nothing below kFewest.
std::optional<Interval> net_sentiment_all(const Opinions& opinions);
// (P - N) / (P + N), from -1 to 1; the variance is that of a binomial draw. Nothing below kFewest.
std::optional<Interval> net_sentiment_rate(const Opinions& opinions);
// net_sentiment_all of `now` minus that of `before`, from -2 to 2; their variances add up. Nothing
// when either is below kFewest.
std::optional<Interval> sentiment_change(const Opinions& now, const Opinions& before);

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
