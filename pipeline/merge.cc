// See merge.h.
#include "pipeline/merge.h"

#include <algorithm>

namespace yuqing {

std::vector<std::int64_t> window_starts(const Lanes& lanes) {
  std::vector<std::int64_t> starts;
  for (const std::uint32_t lane : lanes.owned()) {
    for (const auto& [start, window] : lanes[lane].windows) {
      starts.push_back(start);
    }
  }
  std::ranges::sort(starts);
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

std::vector<TaggedCell> merged_window(const Lanes& lanes, std::int64_t start) {
  Cells sums;
  for (const std::uint32_t lane : lanes.owned()) {
    const auto found = lanes[lane].windows.find(start);
    if (found == lanes[lane].windows.end()) {
      continue;
    }
    for (const TaggedCell& tagged : found->second.cells) {
      TaggedCell& sum = sums[tagged.tag];
      sum.cell.add(tagged.cell);
      sum.authors.add(tagged.authors);
      sum.gists.add(tagged.gists);
      sum.examples.add(tagged.examples);
    }
  }
  std::vector<TaggedCell> cells(sums.begin(), sums.end());
  std::ranges::sort(cells, {}, &TaggedCell::tag);
  return cells;
}

}  // namespace yuqing
