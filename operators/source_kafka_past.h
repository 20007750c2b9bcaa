// The past of a Kafka topic as a source: what stands between two times, read without a group.
//
// What is read is fixed before the first record: for each partition from its first record of the
// one time or later up to its first record of the other time or later, by the times that Kafka
// has of its records. So it is one piece of each partition, as a live run would have read it, and
// the same piece however often it is read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operators/kafka_log.h"
#include "operators/source_replay.h"

namespace yuqing {

struct PastTimes {
  std::optional<std::int64_t> since_ms = {};  // nothing: from the oldest record
  std::optional<std::int64_t> until_ms = {};  // nothing: to the newest record as of now
};

struct Stretch {
  std::int32_t partition = 0;
  std::int64_t first = 0;
  std::int64_t end = 0;  // behind the last offset

  bool operator==(const Stretch&) const = default;
};

// Asks the broker, for 30 s at most; throws SourceError.
std::vector<Stretch> find_stretches(const KafkaTopic& topic, const PastTimes& times);

// One line for each; nothing where the text is none.
std::string written(const std::vector<Stretch>& stretches);
std::optional<std::vector<Stretch>> read_stretches(std::string_view text);

std::unique_ptr<ReplaySource> make_source_kafka_past(const KafkaTopic& topic,
                                                     const std::vector<Stretch>& stretches,
                                                     const ReplayLimits& limits);

}  // namespace yuqing
