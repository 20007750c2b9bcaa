// See kafka_start.h.
#include "operators/kafka_start.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

std::string place(const LaneKey& key) {
  return key.source + "[" + std::to_string(key.partition) + "]";
}

// The log holds other records now at offsets that were read, and nothing tells from where on. What
// it holds is all counted: posts that come again are known by their ids.
Start start_of_cut_log(const Lane& lane, Watermarks marks, StartPolicy policy) {
  const std::string cut = fmt::format(
      "{}: the snapshot stands at offset {} but the topic ends at {}: it was cut or created again",
      place(lane.key), lane.next, marks.high);
  if (!policy.skip_gaps) {
    throw SourceError(fmt::format(
        "{}; start with an empty state.dir, or set source_kafka.on_gap = \"skip\" to count what it "
        "holds now from {} on, on top of what was counted",
        cut, marks.low));
  }
  spdlog::warn("source_kafka: {}; going on at {}", cut, marks.low);
  return {.next = marks.low, .cut = static_cast<std::uint64_t>(lane.next - marks.high)};
}

}  // namespace

Start start_of(const Lane& lane, Watermarks marks, StartPolicy policy) {
  if (lane.next == kNoOffset) {
    return {.next = policy.from_latest ? marks.high : marks.low};
  }
  if (lane.next > marks.high) {
    return start_of_cut_log(lane, marks, policy);
  }
  if (lane.next >= marks.low) {
    return {.next = lane.next};
  }
  const std::string gone = fmt::format("{}: {} offsets from {} on are gone from the topic unread",
                                       place(lane.key), marks.low - lane.next, lane.next);
  if (!policy.skip_gaps) {
    throw SourceError(
        fmt::format("{}; keep records longer, or set source_kafka.on_gap = \"skip\" to go on at {}",
                    gone, marks.low));
  }
  spdlog::warn("source_kafka: {}; going on at {}", gone, marks.low);
  return {.next = marks.low, .lost = static_cast<std::uint64_t>(marks.low - lane.next)};
}

// Versions of windows only grow, so the offsets of a log that was cut go on behind it.
bool go_to(Lane& lane, const Start& start) {
  const bool changes = lane.next != start.next;
  if (start.cut > 0) {
    lane.base += lane.next - start.next;
  }
  lane.next = start.next;
  lane.counters.lost += start.lost;
  lane.counters.cut += start.cut;
  return changes;
}

}  // namespace yuqing
