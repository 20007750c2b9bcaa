// See buckets.h.
#include "pipeline/buckets.h"

#include "pipeline/window.h"

namespace yuqing {
namespace {

constexpr std::int64_t kBeijing = std::int64_t{8} * 3'600'000;

}  // namespace

std::int64_t bucket_start(std::int64_t time_ms, std::int64_t width_ms) {
  return window_start(time_ms + kBeijing, width_ms) - kBeijing;
}

std::vector<Point> buckets_of(std::span<const Point> points, const Range& range,
                              std::int64_t width_ms) {
  std::vector<Point> buckets;
  const std::int64_t first = bucket_start(range.begin_ms, width_ms);
  for (std::int64_t at = first; at < range.end_ms; at += width_ms) {
    buckets.push_back({.start_ms = at, .opinions = {}});
  }
  for (const Point& point : points) {
    if (range.holds(point.start_ms)) {
      Point& bucket = buckets[static_cast<std::size_t>((point.start_ms - first) / width_ms)];
      bucket.posts += point.posts;
      bucket.opinions.add(point.opinions);
    }
  }
  return buckets;
}

}  // namespace yuqing
