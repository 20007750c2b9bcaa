#include "pipeline/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace yuqing {
namespace {

TEST(Statistics, NetSentimentOverAllCountsNeutralPosts) {
  const Interval net = *net_sentiment_all({.negative = 20, .neutral = 60, .positive = 20 + 40});

  // (60 - 20) / 140; variance 80 / 140^2 - 40^2 / 140^3
  EXPECT_NEAR(net.value, 0.285714, 1e-5);
  EXPECT_NEAR(net.high - net.value, 0.11593, 1e-5);
  EXPECT_NEAR(net.value - net.low, 0.11593, 1e-5);
}

TEST(Statistics, TheRateLeavesNeutralPostsOut) {
  const Interval enough = *net_sentiment_rate({.negative = 10, .neutral = 0, .positive = 30});

  EXPECT_FALSE(net_sentiment_rate({.negative = 10, .neutral = 1'000, .positive = 19}));
  EXPECT_NEAR(enough.value, 0.5, 1e-9);
  EXPECT_NEAR(enough.high - enough.value, 0.26838, 1e-5);
}

TEST(Statistics, IntervalsDoNotLeaveTheScale) {
  EXPECT_EQ(net_sentiment_rate({.negative = 1, .neutral = 0, .positive = 40})->high, 1);
  EXPECT_FALSE(net_sentiment_all({}));
}

TEST(Statistics, TheVariancesOfAChangeAddUp) {
  const Opinions now = {.negative = 60, .neutral = 20, .positive = 20};
  const Opinions before = {.negative = 100, .neutral = 100, .positive = 200};

  const Interval change = *sentiment_change(now, before);

  // -0.4 - 0.25; variances 80 / 100^2 - 40^2 / 100^3 = 0.0064 and 300 / 400^2 - 100^2 / 400^3
  EXPECT_NEAR(change.value, -0.65, 1e-9);
  EXPECT_NEAR(change.high - change.value, 1.96 * std::sqrt(0.0064 + 0.00171875), 1e-9);
  EXPECT_FALSE(sentiment_change({.negative = 29}, before));
  EXPECT_FALSE(sentiment_change(now, {.positive = 29}));
}

TEST(Statistics, SurpriseIsTheTailOfAPoissonCount) {
  EXPECT_NEAR(poisson_surprise(10, 4), 2.0897, 1e-3);   // P(X >= 10) = 0.00813
  EXPECT_NEAR(poisson_surprise(3, 0.5), 1.8421, 1e-3);  // 1 - e^-0.5 (1 + 0.5 + 0.125)
  EXPECT_EQ(poisson_surprise(4, 4), 0);
  EXPECT_GT(poisson_surprise(100'000, 10), 300);  // far below the smallest double
}

TEST(Statistics, LogOddsGrowWithTheShareAndWithTheNumberOfPosts) {
  EXPECT_NEAR(log_odds_z({.part = 10, .whole = 100}, {.part = 10, .whole = 100}), 0, 1e-12);
  const double few = log_odds_z({.part = 4, .whole = 40}, {.part = 2, .whole = 40});
  const double many = log_odds_z({.part = 400, .whole = 4'000}, {.part = 200, .whole = 4'000});
  EXPECT_GT(many, few);
  EXPECT_GT(few, 0);
  EXPECT_LT(log_odds_z({.part = 2, .whole = 40}, {.part = 4, .whole = 40}), 0);
}

}  // namespace
}  // namespace yuqing
