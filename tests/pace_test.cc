#include "commands/pace.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

using namespace std::chrono_literals;
using Clock = Metronome::Clock;

TEST(Pace, IsWrittenAsARateOrASpeed) {
  EXPECT_EQ(parse_rate("500/s"), 500);
  EXPECT_EQ(parse_rate("0.5/s"), 0.5);
  EXPECT_FALSE(parse_rate("500"));
  EXPECT_FALSE(parse_rate("0/s"));
  EXPECT_EQ(parse_speed("10x"), 10);
  EXPECT_EQ(parse_speed("realtime"), 1);
  EXPECT_EQ(parse_speed("max"), 0);
  EXPECT_FALSE(parse_speed("fast"));
  EXPECT_FALSE(parse_speed("-1x"));
}

TEST(Metronome, SpreadsRecordsEvenlyByRate) {
  Metronome metronome({.rate = 4, .speed = 0});
  const Clock::time_point begin{};

  EXPECT_EQ(metronome.due(0, begin), begin);
  EXPECT_EQ(metronome.due(99'999, begin + 1s), begin + 250ms);
  EXPECT_EQ(metronome.due(0, begin + 1s), begin + 500ms);
}

TEST(Metronome, FollowsTheTimesOfThePostsBySpeed) {
  Metronome metronome({.rate = 0, .speed = 10});
  const Clock::time_point begin{};

  EXPECT_EQ(metronome.due(5'000, begin), begin);
  EXPECT_EQ(metronome.due(15'000, begin), begin + 1s);
  EXPECT_EQ(metronome.due(4'000, begin + 1s), begin + 1s);
  EXPECT_EQ(metronome.due(INT64_MIN, begin + 1s), begin + 1s);
}

TEST(Metronome, WaitsForNothingWithoutAPace) {
  Metronome metronome({});
  const Clock::time_point now = Clock::time_point{} + 7s;

  EXPECT_EQ(metronome.due(0, now), now);
  EXPECT_EQ(metronome.due(1'000'000, now), now);
}

constexpr std::int64_t kNoon = 1'737'950'400'000;
constexpr std::int64_t kHour = 3'600'000;

// Asks with a time that never goes on by itself: how long after the first post one is due.
class Pacing {
 public:
  explicit Pacing(double speed) : metronome_({.rate = 0, .speed = speed}) { after(0); }

  std::chrono::milliseconds after(std::int64_t event_ms, std::chrono::milliseconds elapsed = 0ms) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        metronome_.due(kNoon + event_ms, begin_ + elapsed) - begin_);
  }

 private:
  Metronome metronome_;
  const Clock::time_point begin_{1000s};
};

TEST(Metronome, AtRealTimePostsComeAsTheyWereWritten) {
  Pacing pacing(1);

  EXPECT_EQ(pacing.after(1'500), 1'500ms);
  EXPECT_EQ(pacing.after(kHour), 1h);
}

TEST(Metronome, ATenfoldSpeedTakesATenthOfTheTime) {
  Pacing pacing(10);

  EXPECT_EQ(pacing.after(1'500), 150ms);
  EXPECT_EQ(pacing.after(kHour), 360s);
}

TEST(Metronome, WhatTookTimeElsewhereIsNotWaitedForAgain) {
  Pacing pacing(1);

  EXPECT_EQ(pacing.after(5'000, 20s), 5s);
  EXPECT_EQ(pacing.after(30'000, 20s), 30s);
}

TEST(Metronome, AnOlderPostIsDueAtOnceAndTheNewestOneSoFarPaces) {
  Pacing pacing(1);
  pacing.after(60'000, 60s);

  EXPECT_EQ(pacing.after(10'000, 61s), 61s);
  EXPECT_EQ(pacing.after(70'000, 61s), 70s);
}

TEST(Metronome, ASilenceOfMoreThanADayIsLeftOut) {
  Pacing pacing(1);
  pacing.after(1'000, 1s);
  const std::int64_t later = 48 * kHour;

  EXPECT_EQ(pacing.after(later, 1s), 1s);
  EXPECT_EQ(pacing.after(later + 2'000, 1s), 1s);
  EXPECT_EQ(pacing.after(later + 5'000, 1s), 4s);
}

TEST(Metronome, APostWithATimeFarAheadHoldsNobodyUp) {
  Pacing pacing(1);
  constexpr std::int64_t kFar = 80LL * 365 * 24 * kHour;

  for (std::int64_t second = 1; second < 4; second++) {
    EXPECT_EQ(pacing.after(kFar, std::chrono::seconds(second)), std::chrono::seconds(second));
    EXPECT_EQ(pacing.after(second * 10'000, std::chrono::seconds(second)),
              std::chrono::seconds(second * 10));
  }
}

}  // namespace
}  // namespace yuqing
