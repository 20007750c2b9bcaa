// Bursts: when much more was written about a topic than it was used to.
//
// A topic is held beside its own past in event time, at several widths of buckets, and the past
// stands still while a burst runs: so a long burst does not become its own measure. What is found
// depends on the points alone. The rules and their sources are in docs/report.md.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "pipeline/buckets.h"
#include "pipeline/tags.h"

namespace yuqing {

struct Burst {
  Tag tag = kAllPosts;
  std::int64_t width_ms = 0;  // of the buckets that it was found in: begin and end are that exact
  Range range;
  Range baseline;                // the past that it is held beside, ending where it begins
  double expected = 0;           // posts per bucket, from the baseline
  std::uint64_t posts = 0;       // in the range
  std::uint64_t base_posts = 0;  // in the baseline
  Opinions opinions;
  Opinions base_opinions;
  std::int64_t peak_ms = 0;  // the busiest window of its busiest bucket, and its posts
  std::uint64_t peak_posts = 0;
  double severity = 0;    // 1 to 10
  bool is_level = false;  // it lasts as long as all that is remembered
  bool is_open = false;   // the points end, or the past is forgotten, before it does

  // Posts that the baseline lets expect in the whole range.
  double expected_posts() const {
    const std::int64_t buckets = (range.end_ms - range.begin_ms) / width_ms;
    return expected * static_cast<double>(std::max<std::int64_t>(1, buckets));
  }
  // Posts beyond those.
  double excess() const { return std::max(0.0, static_cast<double>(posts) - expected_posts()); }
  // It goes on at the end of the points.
  bool runs() const { return is_open && !is_level; }
};

// How a topic is looked at.
struct BurstLooks {
  Range range;                       // beyond its end nothing is known yet
  std::vector<std::int64_t> widths;  // of buckets, finest first
  double looks = 1;  // buckets looked at in all: so many find something now and then by chance
};

// The bursts of a topic, by width and begin; a coarse one is left out where finer ones tell it.
std::vector<Burst> bursts_of(Tag tag, std::span<const Point> points, const BurstLooks& how);

// Windows of the past that the job looks at, and the widths that it sees them at.
inline constexpr std::int64_t kLiveWindows = 1440;
// The bursts of a topic whose windows `range` holds, while they happen.
std::vector<Burst> live_bursts(Tag tag, std::span<const Point> points, const Range& range,
                               std::int64_t window_ms);

}  // namespace yuqing
