// What became of the records, as metrics: by partition, by outcome and reason, and what is held.
#pragma once

#include "pipeline/lanes.h"
#include "pipeline/metrics_page.h"

namespace yuqing {

// Sums over all lanes.
struct LaneSums {
  Counters counters;
  std::int64_t newest_event_ms = kNoTime;
  std::size_t windows = 0;
  std::size_t ids = 0;
  std::size_t lanes = 0;
  bool caught_up = true;  // every lane has
};

// The caller holds the lanes' mutex, here and in the two below.
LaneSums sums_of(const Lanes& lanes);

// How far behind each partition is. `now` is Unix time.
void set_lags(MetricsPage& page, const Lanes& lanes, double now);
void set_partitions(MetricsPage& page, const Lanes& lanes);
void set_records(MetricsPage& page, const LaneSums& sums);
void set_state(MetricsPage& page, const LaneSums& sums);

}  // namespace yuqing
