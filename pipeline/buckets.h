// Event time in equal pieces: what windows hold, added up to wider buckets.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/statistics.h"

namespace yuqing {

// A piece of event time; `end` does not belong to it.
struct Range {
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;

  bool holds(std::int64_t time_ms) const { return begin_ms <= time_ms && time_ms < end_ms; }
};

// What a window, or a bucket of them, holds of one topic.
struct Point {
  std::int64_t start_ms = 0;
  std::uint64_t posts = 0;
  Opinions opinions;
};

// Start of the bucket that holds a time, as clocks in China cut days and hours.
std::int64_t bucket_start(std::int64_t time_ms, std::int64_t width_ms);

// Buckets of one width over a range, those without a post as well. `points` ascend.
std::vector<Point> buckets_of(std::span<const Point> points, const Range& range,
                              std::int64_t width_ms);

}  // namespace yuqing
