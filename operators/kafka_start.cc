// See kafka_start.h.
#include "operators/kafka_start.h"

#include <spdlog/spdlog.h>

#include <string>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

std::string place(const LaneKey& key) {
  return key.source + "[" + std::to_string(key.partition) + "]";
}

}  // namespace

std::int64_t start_of(const Lane& lane, Watermarks marks, StartPolicy policy) {
  if (lane.next == kNoOffset) {
    return policy.from_latest ? marks.high : marks.low;
  }
  if (lane.next > marks.high) {
    throw SourceError(place(lane.key) + ": the snapshot stands at offset " +
                      std::to_string(lane.next) + " but the topic ends at " +
                      std::to_string(marks.high) +
                      ": it was cut or created again; start with an empty state.dir");
  }
  if (lane.next >= marks.low) {
    return lane.next;
  }
  const std::string gone = place(lane.key) + ": " + std::to_string(marks.low - lane.next) +
                           " offsets from " + std::to_string(lane.next) +
                           " on are gone from the topic unread";
  if (!policy.skip_gaps) {
    throw SourceError(gone +
                      "; keep records longer, or set source_kafka.on_gap = \"skip\" to go "
                      "on at " +
                      std::to_string(marks.low));
  }
  spdlog::warn("source_kafka: {}; going on at {}", gone, marks.low);
  return marks.low;
}

}  // namespace yuqing
