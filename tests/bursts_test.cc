#include "pipeline/bursts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <optional>
#include <random>

namespace yuqing {
namespace {

constexpr std::int64_t kWindow = 600'000;
constexpr std::int64_t kBegin = 1'737'504'000'000;  // 2025-01-22 08:00 in Beijing
constexpr int kWindows = 1440;                      // ten days
constexpr int kDay = 144;
constexpr std::size_t kStreams = 200;

// What is planted: `times` as many posts as usual in the windows from `begin` to before `end`.
struct Planted {
  int begin = 0;
  int end = 0;
  double times = 1;
};

struct Stream {
  double rate = 1;        // posts a window, on average
  double rhythm = 0;      // how far the day moves it up and down
  double unevenness = 0;  // variance of the rate over its square: posts come in clumps
  std::vector<Planted> bursts;
  std::vector<Point> points;
};

double usual(const Stream& stream, int window) {
  const double phase = 2 * std::numbers::pi * window / kDay;
  return stream.rate * (1 + stream.rhythm * std::sin(phase));
}

// A burst that a reader would call one: at least three times the usual and 30 posts more than that.
void plant(Stream& stream, std::mt19937_64& random) {
  const auto from = [&random](int least, int most) {
    return std::uniform_int_distribution(least, most)(random);
  };
  const int count = from(0, 3);
  for (int i = 0; i < count; i++) {
    const int length = from(2, 60);
    const int begin = 400 + i * 340 + from(0, 200);
    double before = 0;
    for (int window = begin; window < begin + length; window++) {
      before += usual(stream, window);
    }
    const double least = std::max(3.0, 1 + 30 / before);
    stream.bursts.push_back(
        {.begin = begin, .end = begin + length, .times = least * std::exp(from(0, 150) / 100.0)});
  }
}

void fill(Stream& stream, std::mt19937_64& random) {
  for (int window = 0; window < kWindows; window++) {
    double rate = usual(stream, window);
    for (const Planted& burst : stream.bursts) {
      rate *= burst.begin <= window && window < burst.end ? burst.times : 1;
    }
    if (stream.unevenness > 0) {
      rate *= std::gamma_distribution(1 / stream.unevenness, stream.unevenness)(random);
    }
    const int posts = std::poisson_distribution(std::max(rate, 1e-9))(random);
    if (posts > 0) {
      stream.points.push_back({.start_ms = kBegin + window * kWindow,
                               .posts = static_cast<std::uint64_t>(posts),
                               .opinions = {}});
    }
  }
}

Stream made_stream(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto between = [&random](double least, double most) {
    return std::uniform_real_distribution(least, most)(random);
  };
  Stream stream;
  stream.rate = std::exp(between(std::log(0.05), std::log(300.0)));
  stream.rhythm = between(0, 0.8);
  stream.unevenness = seed % 3 == 0 ? 0 : between(0, 0.15);
  plant(stream, random);
  fill(stream, random);
  return stream;
}

Range until(int window) {
  return {.begin_ms = kBegin, .end_ms = kBegin + window * kWindow};
}

// What the job knows after that many windows.
std::vector<Burst> seen_after(const Stream& stream, int windows) {
  const Range range = until(windows);
  const auto end = std::ranges::lower_bound(stream.points, range.end_ms, {}, &Point::start_ms);
  return live_bursts(kAllPosts, std::span(stream.points.begin(), end), range, kWindow);
}

bool meets(const Burst& found, const Planted& planted) {
  return found.range.begin_ms < kBegin + planted.end * kWindow &&
         kBegin + planted.begin * kWindow < found.range.end_ms;
}

// Windows that are over before it is seen, the one that it begins in not counted; none: never.
std::optional<int> delay_of(const Stream& stream, const Planted& planted) {
  for (int windows = planted.begin + 1; windows <= planted.end; windows++) {
    for (const Burst& burst : seen_after(stream, windows)) {
      if (burst.runs() && meets(burst, planted)) {
        return windows - planted.begin - 1;
      }
    }
  }
  return std::nullopt;
}

struct Score {
  int planted = 0;
  int seen = 0;  // while they ran
  int found = 0;
  int right = 0;  // of the found ones
  int quiet_streams = 0;
  std::vector<int> delays;
};

void add(Score& score, const Stream& stream) {
  score.quiet_streams += stream.bursts.empty() ? 1 : 0;
  for (const Planted& planted : stream.bursts) {
    const std::optional<int> delay = delay_of(stream, planted);
    score.planted++;
    score.seen += delay ? 1 : 0;
    if (delay) {
      score.delays.push_back(*delay);
    }
  }
  for (const Burst& burst : seen_after(stream, kWindows)) {
    score.found++;
    score.right += std::ranges::any_of(
        stream.bursts, [&](const Planted& planted) { return meets(burst, planted); });
  }
}

TEST(Bursts, AreSeenSoonWhereTheyArePlantedAndNowhereElse) {
  Score score;
  for (std::uint64_t seed = 1; seed <= kStreams; seed++) {
    add(score, made_stream(seed));
  }
  std::ranges::sort(score.delays);

  const double recall = static_cast<double>(score.seen) / score.planted;
  const double precision = static_cast<double>(score.right) / score.found;
  const int delay = score.delays[score.delays.size() / 2];
  std::printf(
      "%zu streams, %d without a burst, %d bursts planted: recall %.3f, precision %.3f, "
      "median delay %d windows, 19 of 20 at most %d\n",
      kStreams, score.quiet_streams, score.planted, recall, precision, delay,
      score.delays[score.delays.size() * 19 / 20]);
  EXPECT_GE(recall, 0.9);
  EXPECT_GE(precision, 0.9);
  EXPECT_LE(delay, 2);
}

Stream flat_stream(std::uint64_t posts) {
  Stream stream;
  for (int window = 0; window < 300; window++) {
    stream.points.push_back({.start_ms = kBegin + window * kWindow,
                             .posts = posts + static_cast<std::uint64_t>(window * 7 % 3),
                             .opinions = {}});
  }
  return stream;
}

TEST(Bursts, RunUntilThreeWindowsWereQuiet) {
  Stream stream = flat_stream(10);
  for (std::size_t window = 200; window < 210; window++) {
    stream.points[window].posts = 90;
  }

  for (int windows = 201; windows <= 300; windows++) {
    const std::vector<Burst> bursts = seen_after(stream, windows);

    ASSERT_EQ(bursts.size(), 1u) << windows;
    EXPECT_EQ(bursts[0].runs(), windows < 213) << windows;
    EXPECT_EQ(bursts[0].range.begin_ms, kBegin + 200 * kWindow);
    EXPECT_EQ(bursts[0].range.end_ms, kBegin + std::min(windows, 210) * kWindow);
    EXPECT_NEAR(bursts[0].expected, 11, 0.5);  // the baseline stands still
  }
}

TEST(Bursts, OfQuietTopicsAreSeenBeforeTheirWideBucketIsOver) {
  Stream stream;
  for (int window = 0; window < kWindows; window += 20) {
    stream.points.push_back({.start_ms = kBegin + window * kWindow, .posts = 1, .opinions = {}});
  }
  for (int window = 1200; window < 1212; window++) {
    const auto at =
        std::ranges::lower_bound(stream.points, kBegin + window * kWindow, {}, &Point::start_ms);
    if (at != stream.points.end() && at->start_ms == kBegin + window * kWindow) {
      at->posts = 4;
    } else {
      stream.points.insert(at, {.start_ms = kBegin + window * kWindow, .posts = 4, .opinions = {}});
    }
  }

  EXPECT_TRUE(seen_after(stream, 1201).empty());
  const std::vector<Burst> bursts = seen_after(stream, 1205);

  ASSERT_EQ(bursts.size(), 1u);
  EXPECT_TRUE(bursts[0].runs());
  EXPECT_GT(bursts[0].width_ms, kWindow);
}

TEST(Bursts, AreNotSeenWithoutAPast) {
  EXPECT_TRUE(seen_after(flat_stream(100), 11).empty());
  EXPECT_TRUE(live_bursts(kAllPosts, {}, {}, kWindow).empty());
}

}  // namespace
}  // namespace yuqing
