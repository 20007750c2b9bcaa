// See past.h.
#include "pipeline/past.h"

#include <algorithm>

namespace yuqing {
namespace {

// What a lane has of one window and tag.
struct Part {
  std::int64_t start_ms = 0;
  Tag tag = kAllPosts;
  Past sums;
};

void collect(const Lane& lane, std::int64_t window_ms, std::vector<Part>& parts) {
  const std::int64_t oldest = oldest_past(lane.newest_event_ms, window_ms);
  const auto& past = lane.history.windows();
  for (auto it = past.lower_bound(oldest); it != past.end(); ++it) {
    for (const TaggedPast& tagged : it->second) {
      parts.push_back({.start_ms = it->first, .tag = tagged.tag, .sums = tagged.sums});
    }
  }
  for (auto it = lane.windows.lower_bound(oldest); it != lane.windows.end(); ++it) {
    for (const TaggedCell& tagged : it->second.cells) {
      parts.push_back({.start_ms = it->first, .tag = tagged.tag, .sums = past_of(tagged.cell)});
    }
  }
}

}  // namespace

std::vector<std::vector<PastPoint>> merged_past(const Lanes& lanes) {
  std::vector<Part> parts;
  for (const std::uint32_t lane : lanes.owned()) {
    collect(lanes[lane], lanes.windowing().size.count(), parts);
  }
  std::ranges::stable_sort(parts, {}, &Part::start_ms);
  std::vector<std::vector<PastPoint>> points(lanes.tags().names().size());
  for (const Part& part : parts) {
    std::vector<PastPoint>& of_tag = points[part.tag];
    if (part.sums == Past()) {
      continue;
    }
    if (of_tag.empty() || of_tag.back().start_ms != part.start_ms) {
      of_tag.push_back({.start_ms = part.start_ms, .sums = {}});
    }
    of_tag.back().sums.add(part.sums);
  }
  return points;
}

}  // namespace yuqing
