#include "pipeline/shift.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>
#include <vector>

namespace yuqing {
namespace {

constexpr std::int64_t kWindow = 60'000;
constexpr int kWindows = 400;

// How likely an opinion is negative or positive.
struct Mood {
  double negative = 0.3;
  double positive = 0.3;
};

using Random = std::mt19937_64;

// Windows of a topic whose mood is another one from `turn` on.
std::vector<Point> stream(Random& random, double rate, int turn, const Mood& after) {
  std::vector<Point> points;
  for (int window = 0; window < kWindows; window++) {
    const Mood mood = window < turn ? Mood{} : after;
    Point point{.start_ms = window * kWindow, .posts = 0, .opinions = {}};
    point.posts = static_cast<std::uint64_t>(std::poisson_distribution(rate)(random));
    for (std::uint64_t post = 0; post < point.posts; post++) {
      const double draw = std::uniform_real_distribution(0.0, 1.0)(random);
      point.opinions.negative += draw < mood.negative ? 1 : 0;
      point.opinions.positive += draw >= 1 - mood.positive ? 1 : 0;
    }
    point.opinions.neutral = point.posts - point.opinions.negative - point.opinions.positive;
    points.push_back(point);
  }
  return points;
}

TEST(Shift, IsTheDifferenceOfTenWindowsAndTheSixtyBefore) {
  std::vector<Point> points;
  for (std::int64_t window = 0; window < 100; window++) {
    const bool later = window >= 90;
    points.push_back({.start_ms = window * kWindow,
                      .posts = 10,
                      .opinions = {.negative = later ? 8U : 1U, .neutral = 2, .positive = 7}});
  }

  const std::optional<Shift> shift = shift_at(points, 100 * kWindow, kWindow);

  ASSERT_TRUE(shift);
  EXPECT_EQ(shift->now_n, 170u);
  EXPECT_EQ(shift->before_n, 600u);
  EXPECT_NEAR(shift->change.value, -1.0 / 17 - 0.6, 1e-12);
  EXPECT_TRUE(shift->is_active());
}

TEST(Shift, NeedsThirtyOpinionsOnEitherSide) {
  std::vector<Point> points = {
      {.start_ms = 0, .posts = 100, .opinions = {.positive = 100}},
      {.start_ms = 65 * kWindow, .posts = 29, .opinions = {.negative = 29}}};

  EXPECT_FALSE(shift_at(points, 70 * kWindow, kWindow));
  points[1].opinions.negative++;
  EXPECT_TRUE(shift_at(points, 70 * kWindow, kWindow)->is_active());
  EXPECT_FALSE(shift_at(points, 71 * kWindow, kWindow));  // the first window is forgotten
}

TEST(Shift, IsNotSeenWhereThereIsNone) {
  Random random(1);
  int looks = 0;
  int alarms = 0;
  for (const double rate : {3.5, 5.0, 10.0, 40.0, 200.0}) {
    for (int i = 0; i < 20; i++) {
      const std::vector<Point> points = stream(random, rate, kWindows, {});
      for (int window = 70; window <= kWindows; window++) {
        const std::optional<Shift> shift = shift_at(points, window * kWindow, kWindow);
        looks += shift ? 1 : 0;
        alarms += shift && shift->is_active() ? 1 : 0;
      }
    }
  }

  std::printf("%d looks at moods that stay: %d false alarms, %.2f %%\n", looks, alarms,
              100.0 * alarms / looks);
  EXPECT_GT(looks, 10'000);
  EXPECT_LT(alarms, looks / 100);
}

TEST(Shift, IsSeenWithinTenWindowsWhereItIsPlanted) {
  Random random(2);
  int planted = 0;
  int seen = 0;
  for (const double rate : {15.0, 40.0, 200.0}) {
    for (int i = 0; i < 30; i++) {
      const std::vector<Point> points =
          stream(random, rate, 200, {.negative = 0.55, .positive = 0.15});
      const std::optional<Shift> shift = shift_at(points, 210 * kWindow, kWindow);
      planted++;
      seen += shift && shift->is_active() && shift->change.value < 0 ? 1 : 0;
    }
  }

  std::printf("%d moods that fall by 0.4: %d seen after 10 windows\n", planted, seen);
  EXPECT_GE(seen * 10, planted * 9);
}

}  // namespace
}  // namespace yuqing
