#include "commands/report_bursts.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kBegin = 1'737'936'000'000;  // 2025-01-27 08:00 in Beijing

// `count` posts in each of the minutes from `from` on.
void add(Series& series, std::int64_t from, std::int64_t minutes, std::uint64_t count) {
  for (std::int64_t i = from; i < from + minutes; i++) {
    // Posts come unevenly, in a way that repeats.
    const std::uint64_t posts = count + static_cast<std::uint64_t>(i * 7 % 5);
    series.points.push_back(
        {.start_ms = kBegin + i * kMinute, .posts = posts, .opinions = {.neutral = posts}});
    series.sum.kinds[0] += posts;
  }
}

Timeline timeline_of(const Series& series) {
  return {.window_ms = kMinute,
          .range = {series.points.front().start_ms, series.points.back().start_ms + kMinute},
          .series = {series}};
}

TEST(ReportBursts, AFlatTopicHasNone) {
  Series series{.tag = 1, .id = "flat", .points = {}, .sum = {}, .authors = {}};
  add(series, 0, 600, 10);

  const Bursts bursts = find_bursts(timeline_of(series));

  EXPECT_TRUE(bursts.is_long_enough);
  EXPECT_TRUE(bursts.shown.empty());
}

TEST(ReportBursts, AShortArchiveHasNoPastToCompareWith) {
  Series series{.tag = 1, .id = "short", .points = {}, .sum = {}, .authors = {}};
  add(series, 0, 10, 10);

  EXPECT_FALSE(find_bursts(timeline_of(series)).is_long_enough);
}

TEST(ReportBursts, BeginEndAndPeakAreThoseOfTheFlood) {
  Series series{.tag = 1, .id = "burst", .points = {}, .sum = {}, .authors = {}};
  add(series, 0, 300, 10);
  add(series, 300, 10, 60);
  add(series, 310, 1, 200);
  add(series, 311, 9, 60);
  add(series, 320, 280, 10);

  const Bursts bursts = find_bursts(timeline_of(series));

  ASSERT_EQ(bursts.shown.size(), 1u);
  const Burst& burst = bursts.shown[0];
  EXPECT_EQ(burst.range.begin_ms, kBegin + 300 * kMinute);
  EXPECT_EQ(burst.range.end_ms, kBegin + 320 * kMinute);
  EXPECT_EQ(burst.peak_ms, kBegin + 310 * kMinute);
  EXPECT_EQ(burst.severity, 10);
  EXPECT_FALSE(burst.is_open);
}

TEST(ReportBursts, ABurstDoesNotBecomeItsOwnMeasure) {
  Series series{.tag = 1, .id = "long", .points = {}, .sum = {}, .authors = {}};
  add(series, 0, 300, 10);
  add(series, 300, 80, 60);
  add(series, 380, 220, 10);

  const Bursts bursts = find_bursts(timeline_of(series));

  ASSERT_EQ(bursts.shown.size(), 1u);
  EXPECT_EQ(bursts.shown[0].range.end_ms, kBegin + 380 * kMinute);
}

TEST(ReportBursts, ANewLevelIsNoEndlessBurst) {
  Series series{.tag = 1, .id = "level", .points = {}, .sum = {}, .authors = {}};
  add(series, 0, 300, 10);
  add(series, 300, 3'000, 60);

  const Bursts bursts = find_bursts(timeline_of(series));

  ASSERT_FALSE(bursts.shown.empty());
  EXPECT_TRUE(bursts.shown[0].is_open);
  EXPECT_LT(bursts.shown[0].range.end_ms, kBegin + 1'800 * kMinute);
}

TEST(ReportBursts, FewPostsAreNoBurstHoweverManyTimesMore) {
  Series series{.tag = 1, .id = "sparse", .points = {}, .sum = {}, .authors = {}};
  add(series, 0, 600, 0);
  for (std::size_t i = 0; i < series.points.size(); i++) {
    series.points[i].posts = i == 400 ? 8 : i % 30 == 0 ? 1 : 0;
  }

  EXPECT_TRUE(find_bursts(timeline_of(series)).shown.empty());
}

TEST(ReportBursts, EntitiesAreNotLookedAt) {
  Series series{.tag = 1, .id = "$deepseek", .points = {}, .sum = {}, .authors = {}};
  add(series, 0, 300, 10);
  add(series, 300, 10, 90);
  add(series, 310, 300, 10);

  EXPECT_TRUE(find_bursts(timeline_of(series)).shown.empty());
}

}  // namespace
}  // namespace yuqing
