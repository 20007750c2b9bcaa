// See past.h.
#include "pipeline/past.h"

#include <algorithm>

namespace yuqing {
namespace {

// Shows what a lane has of each window and tag: first the windows that it has forgotten, then those
// that it holds.
template <typename See>
void for_each_past(const Lane& lane, std::int64_t window_ms, const See& see) {
  const std::int64_t oldest = oldest_past(lane.newest_event_ms, window_ms);
  const auto& past = lane.history.windows();
  for (auto it = past.lower_bound(oldest); it != past.end(); ++it) {
    for (const TaggedPast& tagged : it->second) {
      see(it->first, tagged.tag, tagged.sums);
    }
  }
  for (auto it = lane.windows.lower_bound(oldest); it != lane.windows.end(); ++it) {
    for (const TaggedCell& tagged : it->second.cells) {
      see(it->first, tagged.tag, past_of(tagged.cell));
    }
  }
}

std::vector<std::int64_t> starts_of(const Lanes& lanes) {
  std::vector<std::int64_t> starts;
  for (const std::uint32_t lane : lanes.owned()) {
    for_each_past(lanes[lane], lanes.windowing().size.count(),
                  [&starts](std::int64_t start, Tag /*tag*/, const Past& /*sums*/) {
                    if (starts.empty() || starts.back() != start) {
                      starts.push_back(start);
                    }
                  });
  }
  std::ranges::sort(starts);
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

}  // namespace

// A table of all windows and tags: the fold waits meanwhile, and sorting would take ten times as
// long.
std::vector<std::vector<PastPoint>> merged_past(const Lanes& lanes) {
  const std::vector<std::int64_t> starts = starts_of(lanes);
  std::vector<std::vector<Past>> table(lanes.tags().names().size());
  for (const std::uint32_t lane : lanes.owned()) {
    std::size_t at = 0;
    for_each_past(
        lanes[lane], lanes.windowing().size.count(),
        [&](std::int64_t start, Tag tag, const Past& sums) {
          if (starts[at] != start) {
            at = static_cast<std::size_t>(std::ranges::lower_bound(starts, start) - starts.begin());
          }
          table[tag].resize(starts.size());
          table[tag][at].add(sums);
        });
  }
  std::vector<std::vector<PastPoint>> points(table.size());
  for (std::size_t tag = 0; tag < table.size(); tag++) {
    for (std::size_t at = 0; at < table[tag].size(); at++) {
      if (table[tag][at] != Past()) {
        points[tag].push_back({.start_ms = starts[at], .sums = table[tag][at]});
      }
    }
  }
  return points;
}

}  // namespace yuqing
