// One walk over the buckets of a topic, from the first to the last, that finds its bursts.
#pragma once

#include <vector>

#include "commands/report_bursts.h"

namespace yuqing {

// Bursts of a topic at one width, without their sums and peaks. `looks` is how many buckets are
// looked at in all: so many looks find something now and then by chance.
std::vector<Burst> walked_bursts(const Series& series, std::int64_t width_ms,
                                 const std::vector<Point>& buckets, double looks);

}  // namespace yuqing
