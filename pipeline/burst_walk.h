// One walk over the buckets of a topic, from the first to the last, that finds its bursts.
#pragma once

#include <span>
#include <vector>

#include "pipeline/bursts.h"

namespace yuqing {

struct WalkPlan {
  std::int64_t width_ms = 0;  // of the buckets
  // A bucket that ends later is not over: it may begin or prolong a burst, but is never quiet.
  std::int64_t end_ms = 0;
  double looks = 1;  // see BurstLooks
};

// Bursts of a topic at one width, without their sums and peaks. Buckets ascend without gaps.
std::vector<Burst> walked_bursts(std::span<const Point> buckets, const WalkPlan& plan);

}  // namespace yuqing
