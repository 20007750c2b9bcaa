// See report_bursts.h.
#include "commands/report_bursts.h"

#include <algorithm>
#include <array>

#include "commands/report_burst_walk.h"

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
// Widths at which a topic is looked at, finest first; the finest that holds kUsualPosts counts.
constexpr std::array<std::int64_t, 6> kSteps = {kMinute,      5 * kMinute,   15 * kMinute,
                                                60 * kMinute, 360 * kMinute, 1440 * kMinute};
constexpr std::uint64_t kUsualPosts = 1;  // in a bucket, on average
constexpr std::size_t kFewestBuckets = 24;
constexpr std::size_t kMostBuckets = 100'000;

void add(Opinions& sum, const Opinions& more) {
  sum.negative += more.negative;
  sum.neutral += more.neutral;
  sum.positive += more.positive;
}

// The sums of a burst and of its past, from the windows themselves.
void fill(Burst& burst, const Series& series) {
  for (const Point& point : series.points) {
    if (burst.range.holds(point.start_ms)) {
      burst.posts += point.posts;
      add(burst.opinions, point.opinions);
    } else if (burst.baseline.holds(point.start_ms)) {
      burst.base_posts += point.posts;
      add(burst.base_opinions, point.opinions);
    }
  }
}

// The window with most posts in the bucket with most: one window alone is chance where few post.
void find_peak(Burst& burst, const Series& series) {
  const std::vector<Point> buckets = buckets_of(series, burst.range, burst.width_ms);
  const std::int64_t peak = std::ranges::max_element(buckets, {}, &Point::posts)->start_ms;
  const Range range{.begin_ms = std::max(peak, burst.range.begin_ms),
                    .end_ms = peak + burst.width_ms};
  for (const Point& point : series.points) {
    if (range.holds(point.start_ms) && point.posts > burst.peak_posts) {
      burst.peak_posts = point.posts;
      burst.peak_ms = point.start_ms;
    }
  }
}

double excess(const Burst& burst) {
  return std::max(0.0, static_cast<double>(burst.posts) - burst.expected_posts());
}

bool overlap(const Burst& a, const Burst& b) {
  return a.range.begin_ms < b.range.end_ms && b.range.begin_ms < a.range.end_ms;
}

// Whether finer bursts say most of what a coarse one says.
bool is_told(const Burst& coarse, const std::vector<Burst>& finer) {
  double told = 0;
  for (const Burst& fine : finer) {
    if (overlap(fine, coarse) && !fine.is_level) {
      told += excess(fine);
    }
  }
  return told * 2 >= excess(coarse);
}

std::vector<std::int64_t> widths_of(const Series& series, const Timeline& timeline) {
  std::vector<std::int64_t> widths;
  const std::int64_t length = timeline.range.end_ms - timeline.range.begin_ms;
  for (const std::int64_t step : kSteps) {
    const std::int64_t width = std::max(step, timeline.window_ms);
    const auto buckets = static_cast<std::size_t>(length / width);
    const bool fits = width % timeline.window_ms == 0 && buckets >= kFewestBuckets &&
                      buckets <= kMostBuckets && series.sum.total() >= kUsualPosts * buckets;
    if (fits && (widths.empty() || widths.back() != width)) {
      widths.push_back(width);
    }
  }
  return widths;
}

std::vector<Burst> bursts_of(const Series& series, const Timeline& timeline, double looks) {
  std::vector<Burst> found;
  for (const std::int64_t width : widths_of(series, timeline)) {
    for (Burst& burst :
         walked_bursts(series, width, buckets_of(series, timeline.range, width), looks)) {
      burst.range.begin_ms = std::max(burst.range.begin_ms, timeline.range.begin_ms);
      burst.baseline.begin_ms = std::max(burst.baseline.begin_ms, timeline.range.begin_ms);
      burst.range.end_ms = std::min(burst.range.end_ms, timeline.range.end_ms);
      fill(burst, series);
      if (!is_told(burst, found)) {
        find_peak(burst, series);
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

}  // namespace

Bursts find_bursts(const Timeline& timeline) {
  Bursts bursts;
  std::int64_t looks = 0;
  for (const Series& series : timeline.series) {
    for (const std::int64_t width : widths_of(series, timeline)) {
      looks += series.is_entity() ? 0 : (timeline.range.end_ms - timeline.range.begin_ms) / width;
    }
  }
  bursts.is_long_enough = looks > 0;
  for (const Series& series : timeline.series) {
    if (!series.is_entity()) {
      const std::vector<Burst> found = bursts_of(series, timeline, static_cast<double>(looks));
      bursts.shown.insert(bursts.shown.end(), found.begin(), found.end());
    }
  }
  std::ranges::stable_sort(bursts.shown, [](const Burst& a, const Burst& b) {
    return a.severity != b.severity ? a.severity > b.severity : excess(a) > excess(b);
  });
  if (bursts.shown.size() > kMostBursts) {
    bursts.not_shown = bursts.shown.size() - kMostBursts;
    bursts.shown.resize(kMostBursts);
  }
  std::ranges::sort(bursts.shown, [](const Burst& a, const Burst& b) {
    return a.range.begin_ms != b.range.begin_ms ? a.range.begin_ms < b.range.begin_ms
                                                : a.tag < b.tag;
  });
  return bursts;
}

}  // namespace yuqing
