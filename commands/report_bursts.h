// Bursts: when much more was written about a topic than it was used to.
//
// Each topic is held beside its own past in event time, at several widths of buckets, and the past
// stands still while a burst runs: so a long burst does not become its own measure. The rules and
// their sources are in docs/report.md.
#pragma once

#include <algorithm>
#include <vector>

#include "commands/report_timeline.h"

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
  bool is_open = false;   // the archive ends, or the past is forgotten, before it does

  // Posts that the baseline lets expect in the whole range.
  double expected_posts() const {
    const std::int64_t buckets = (range.end_ms - range.begin_ms) / width_ms;
    return expected * static_cast<double>(std::max<std::int64_t>(1, buckets));
  }
};

struct Bursts {
  std::vector<Burst> shown;    // the most severe ones, by begin, then by tag
  std::size_t not_shown = 0;   // how many more there are
  bool is_long_enough = true;  // else the archive has no past to hold anything beside
};

inline constexpr std::size_t kMostBursts = 24;

Bursts find_bursts(const Timeline& timeline);

}  // namespace yuqing
