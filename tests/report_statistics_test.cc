#include "commands/report_statistics.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

TEST(ReportStatistics, NetSentimentOverAllCountsNeutralPosts) {
  const Estimate net = net_sentiment_all({.negative = 20, .neutral = 60, .positive = 20 + 40});

  // (60 - 20) / 140; variance 80 / 140^2 - 40^2 / 140^3
  EXPECT_NEAR(net.value, 28.5714, 1e-3);
  EXPECT_NEAR(net.high - net.value, 11.593, 1e-3);
  EXPECT_NEAR(net.value - net.low, 11.593, 1e-3);
  EXPECT_TRUE(net.is_enough);
}

TEST(ReportStatistics, TheRateLeavesNeutralPostsOut) {
  const Estimate few = net_sentiment_rate({.negative = 10, .neutral = 1'000, .positive = 19});
  const Estimate enough = net_sentiment_rate({.negative = 10, .neutral = 0, .positive = 30});

  EXPECT_FALSE(few.is_enough);
  EXPECT_NEAR(enough.value, 50, 1e-9);
  EXPECT_NEAR(enough.high - enough.value, 26.838, 1e-3);
}

TEST(ReportStatistics, IntervalsDoNotLeaveTheScale) {
  const Estimate net = net_sentiment_rate({.negative = 1, .neutral = 0, .positive = 40});

  EXPECT_EQ(net.high, 100);
  EXPECT_EQ(net_sentiment_all({}).value, 0);
  EXPECT_FALSE(net_sentiment_all({}).is_enough);
}

TEST(ReportStatistics, SurpriseIsTheTailOfAPoissonCount) {
  EXPECT_NEAR(poisson_surprise(10, 4), 2.0897, 1e-3);   // P(X >= 10) = 0.00813
  EXPECT_NEAR(poisson_surprise(3, 0.5), 1.8421, 1e-3);  // 1 - e^-0.5 (1 + 0.5 + 0.125)
  EXPECT_EQ(poisson_surprise(4, 4), 0);
  EXPECT_GT(poisson_surprise(100'000, 10), 300);  // far below the smallest double
}

TEST(ReportStatistics, LogOddsGrowWithTheShareAndWithTheNumberOfPosts) {
  EXPECT_NEAR(log_odds_z({.part = 10, .whole = 100}, {.part = 10, .whole = 100}), 0, 1e-12);
  const double few = log_odds_z({.part = 4, .whole = 40}, {.part = 2, .whole = 40});
  const double many = log_odds_z({.part = 400, .whole = 4'000}, {.part = 200, .whole = 4'000});
  EXPECT_GT(many, few);
  EXPECT_GT(few, 0);
  EXPECT_LT(log_odds_z({.part = 2, .whole = 40}, {.part = 4, .whole = 40}), 0);
}

}  // namespace
}  // namespace yuqing
