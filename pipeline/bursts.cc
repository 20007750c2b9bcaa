// See bursts.h.
#include "pipeline/bursts.h"

#include <array>

#include "pipeline/burst_walk.h"

namespace yuqing {
namespace {

// Widths of the job, in windows: most topics are quiet, and a few posts a window say little.
constexpr std::array<std::int64_t, 3> kLiveWidths = {1, 5, 30};
// One look at each width and window of the past.
constexpr double kLiveLooks = static_cast<double>(kLiveWindows * kLiveWidths.size());

// The sums of a burst and of its past, from the windows themselves.
void fill(Burst& burst, std::span<const Point> points) {
  for (const Point& point : points) {
    if (burst.range.holds(point.start_ms)) {
      burst.posts += point.posts;
      burst.opinions.add(point.opinions);
    } else if (burst.baseline.holds(point.start_ms)) {
      burst.base_posts += point.posts;
      burst.base_opinions.add(point.opinions);
    }
  }
}

// The window with most posts in the bucket with most: one window alone is chance where few post.
void find_peak(Burst& burst, std::span<const Point> points) {
  const std::vector<Point> buckets = buckets_of(points, burst.range, burst.width_ms);
  const std::int64_t peak = std::ranges::max_element(buckets, {}, &Point::posts)->start_ms;
  const Range range{.begin_ms = std::max(peak, burst.range.begin_ms),
                    .end_ms = peak + burst.width_ms};
  for (const Point& point : points) {
    if (range.holds(point.start_ms) && point.posts > burst.peak_posts) {
      burst.peak_posts = point.posts;
      burst.peak_ms = point.start_ms;
    }
  }
}

bool overlap(const Burst& a, const Burst& b) {
  return a.range.begin_ms < b.range.end_ms && b.range.begin_ms < a.range.end_ms;
}

// Whether finer bursts say most of what a coarse one says.
bool is_told(const Burst& coarse, const std::vector<Burst>& finer) {
  double told = 0;
  for (const Burst& fine : finer) {
    if (overlap(fine, coarse) && !fine.is_level) {
      told += fine.excess();
    }
  }
  return told * 2 >= coarse.excess();
}

// Of the buckets that the range holds from their begin on.
std::vector<Burst> bursts_at(std::int64_t width, std::span<const Point> points,
                             const BurstLooks& how) {
  const Range range{.begin_ms = bucket_start(how.range.begin_ms + width - 1, width),
                    .end_ms = how.range.end_ms};
  std::vector<Burst> found;
  if (range.begin_ms < range.end_ms) {
    found = walked_bursts(buckets_of(points, range, width),
                          {.width_ms = width, .end_ms = range.end_ms, .looks = how.looks});
  }
  for (Burst& burst : found) {
    burst.baseline.begin_ms = std::max(burst.baseline.begin_ms, range.begin_ms);
    burst.range.end_ms = std::min(burst.range.end_ms, range.end_ms);
    fill(burst, points);
  }
  return found;
}

}  // namespace

std::vector<Burst> bursts_of(Tag tag, std::span<const Point> points, const BurstLooks& how) {
  std::vector<Burst> found;
  for (const std::int64_t width : how.widths) {
    for (Burst& burst : bursts_at(width, points, how)) {
      if (!is_told(burst, found)) {
        burst.tag = tag;
        find_peak(burst, points);
        found.push_back(burst);
      }
    }
  }
  // A level that is new for fine buckets is a burst of its own only if coarse ones see none.
  std::erase_if(found, [copy = found](const Burst& level) {
    return level.is_level && std::ranges::any_of(copy, [&](const Burst& other) {
             return other.width_ms > level.width_ms && overlap(other, level);
           });
  });
  return found;
}

std::vector<Burst> live_bursts(Tag tag, std::span<const Point> points, const Range& range,
                               std::int64_t window_ms) {
  BurstLooks how{.range = range, .widths = {}, .looks = kLiveLooks};
  how.widths.reserve(kLiveWidths.size());
  for (const std::int64_t width : kLiveWidths) {
    how.widths.push_back(width * window_ms);
  }
  return bursts_of(tag, points, how);
}

}  // namespace yuqing
