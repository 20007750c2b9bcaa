// See report_bursts.h.
#include "commands/report_bursts.h"

#include <algorithm>
#include <array>

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
// Widths at which a topic is looked at, finest first; the finest that holds kUsualPosts counts.
constexpr std::array<std::int64_t, 6> kSteps = {kMinute,      5 * kMinute,   15 * kMinute,
                                                60 * kMinute, 360 * kMinute, 1440 * kMinute};
constexpr std::uint64_t kUsualPosts = 1;  // in a bucket, on average
constexpr std::size_t kFewestBuckets = 24;
constexpr std::size_t kMostBuckets = 100'000;

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
      const std::vector<Burst> found = bursts_of(series.tag, series.points,
                                                 {.range = timeline.range,
                                                  .widths = widths_of(series, timeline),
                                                  .looks = static_cast<double>(looks)});
      bursts.shown.insert(bursts.shown.end(), found.begin(), found.end());
    }
  }
  std::ranges::stable_sort(bursts.shown, [](const Burst& a, const Burst& b) {
    return a.severity != b.severity ? a.severity > b.severity : a.excess() > b.excess();
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
