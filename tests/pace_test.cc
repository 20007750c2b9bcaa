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
  EXPECT_LE(metronome.due(4'000, begin + 1s), begin);
  EXPECT_EQ(metronome.due(INT64_MIN, begin + 1s), begin + 1s);
}

TEST(Metronome, WaitsForNothingWithoutAPace) {
  Metronome metronome({});
  const Clock::time_point now = Clock::time_point{} + 7s;

  EXPECT_EQ(metronome.due(0, now), now);
  EXPECT_EQ(metronome.due(1'000'000, now), now);
}

}  // namespace
}  // namespace yuqing
