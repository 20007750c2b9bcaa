// See metrics_lanes.h.
#include "pipeline/metrics_lanes.h"

#include <algorithm>
#include <limits>

namespace yuqing {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double seconds(std::int64_t ms) {
  return static_cast<double>(ms) / 1000;
}

// A partition that nobody writes to does not lag behind.
double lag_seconds(const Lane& lane, double now) {
  if (lane.end != kNoOffset && lane.next >= lane.end) {
    return 0;
  }
  return lane.newest_log_ms == kNoTime ? kUnknown
                                       : std::max(0.0, now - seconds(lane.newest_log_ms));
}

}  // namespace

LaneSums sums_of(const Lanes& lanes) {
  LaneSums sums;
  for (const std::uint32_t index : lanes.owned()) {
    const Lane& lane = lanes[index];
    sums.counters.add(lane.counters);
    sums.newest_event_ms = std::max(sums.newest_event_ms, lane.newest_event_ms);
    sums.windows += lane.windows.size();
    sums.ids += lane.ids.size();
    sums.lanes++;
    sums.caught_up = sums.caught_up && has_caught_up(lane);
  }
  return sums;
}

void set_lags(MetricsPage& page, const Lanes& lanes, double now) {
  for (const std::uint32_t index : lanes.owned()) {
    const Lane& lane = lanes[index];
    const std::string partition = std::to_string(lane.key.partition);
    page.set("yuqing_partition_stalled", lane.stalled ? 1.0 : 0.0, {{"partition", partition}});
    if (lane.end != kNoOffset) {
      const std::int64_t next = std::max<std::int64_t>(lane.next, 0);
      page.set("yuqing_consumer_lag",
               static_cast<double>(std::max<std::int64_t>(lane.end - next, 0)),
               {{"partition", partition}});
    }
    page.set("yuqing_source_lag_seconds", lag_seconds(lane, now), {{"partition", partition}});
  }
}

void set_partitions(MetricsPage& page, const Lanes& lanes) {
  for (const std::uint32_t index : lanes.owned()) {
    const Lane& lane = lanes[index];
    const std::string partition = std::to_string(lane.key.partition);
    const auto outcome = [&](std::string_view name, std::uint64_t records) {
      page.set("yuqing_partition_records_total", records,
               {{"partition", partition}, {"outcome", name}});
    };
    outcome("counted", lane.counters.counted());
    outcome("late", lane.counters.late);
    outcome("duplicate", lane.counters.duplicate);
    outcome("rejected", lane.counters.rejected());
    outcome("filtered", lane.counters.filtered());
    page.set("yuqing_records_consumed_total", lane.counters.consumed, {{"partition", partition}});
    page.set("yuqing_gap_records_total", lane.counters.lost,
             {{"partition", partition}, {"reason", "unread"}});
    page.set("yuqing_gap_records_total", lane.counters.cut,
             {{"partition", partition}, {"reason", "cut"}});
  }
}

void set_records(MetricsPage& page, const LaneSums& sums) {
  page.set("yuqing_records_counted_total", sums.counters.counted());
  page.set("yuqing_records_late_total", sums.counters.late);
  page.set("yuqing_records_duplicate_total", sums.counters.duplicate);
  page.set("yuqing_posts_retracted_total", sums.counters.retracted);
  page.set("yuqing_posts_replaced_total", sums.counters.replaced);
  for (std::size_t i = 1; i < kVerdicts; i++) {
    const auto verdict = static_cast<Verdict>(i);
    page.set(
        is_filtered(verdict) ? "yuqing_records_filtered_total" : "yuqing_records_rejected_total",
        sums.counters.verdicts[i], {{"reason", name_of(verdict)}});
  }
}

void set_state(MetricsPage& page, const LaneSums& sums) {
  page.set("yuqing_event_time_seconds",
           sums.newest_event_ms == kNoTime ? kUnknown : seconds(sums.newest_event_ms));
  page.set("yuqing_windows_open", std::uint64_t{sums.windows});
  page.set("yuqing_ids_held", std::uint64_t{sums.ids});
  page.set("yuqing_lanes", std::uint64_t{sums.lanes});
}

}  // namespace yuqing
