// Reads the windows that jobs have written to a topic of Kafka, adds them up over partitions, and
// writes one row for each window and topic: as a record of another topic, or as a line of a file.
//
// Processes of one group share the partitions of the topic of windows; rows of one sum stand in one
// partition (kafka_windows.h), so they meet in one process. The topic is the state: who gets a
// partition reads it from its beginning. A sum is durable before the group's offset passes the rows
// that changed it, so after a kill it is written again, with the same version and the same numbers.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "operators/kafka_properties.h"
#include "pipeline/health.h"

namespace yuqing {

struct MergePlan {
  KafkaProperties reading;  // and writing
  std::string group;
  std::string windows_topic;
  std::string sums_topic;      // empty: none
  std::filesystem::path file;  // empty: none
  std::chrono::milliseconds interval = std::chrono::seconds(1);
  std::chrono::milliseconds keep = std::chrono::hours(24 * 7);
};

// Complains through the section.
MergePlan read_merge_plan(const Section& merge);

// What others are told of a merge while it runs.
struct MergeSigns {
  Health health;
  std::atomic<std::uint64_t> turns = 0;  // of the main loop, also while there is nothing to do
};

// Returns when `stop` is requested and every sum of what was read is written. Throws SourceError
// where a sum cannot be exact, and SinkError where it cannot be written.
void merge_windows(const MergePlan& plan, MergeSigns& signs, const std::stop_token& stop);

}  // namespace yuqing
