// Windows of all lanes, added up: what an archive holds, however its posts were spread over files
// and partitions.
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/lanes.h"

namespace yuqing {

// The starts of the windows that any lane holds, ascending.
std::vector<std::int64_t> window_starts(const Lanes& lanes);

// The window that begins at `start`, over all lanes: sums added, authors united, ascending by tag,
// so kAllPosts first. Nobody changes the lanes meanwhile.
std::vector<TaggedCell> merged_window(const Lanes& lanes, std::int64_t start);

}  // namespace yuqing
