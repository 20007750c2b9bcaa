// What was said over time, over all lanes: windows that are held and those that only the history
// remembers alike.
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/history.h"
#include "pipeline/lanes.h"

namespace yuqing {

struct PastPoint {
  std::int64_t start_ms = 0;
  Past sums;
  bool operator==(const PastPoint&) const = default;
};

// By tag: its windows, ascending, without those in which nothing was said. Of each lane the newest
// kHistory windows of event time. The caller holds the lanes' mutex.
std::vector<std::vector<PastPoint>> merged_past(const Lanes& lanes);

}  // namespace yuqing
