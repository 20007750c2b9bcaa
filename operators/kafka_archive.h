// Copies the records of a Kafka topic into segments (segment.h), each exactly once.
//
// What is archived is what stands in the folder: a run that was killed goes on behind the last
// segment of each partition, whatever any group has read.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>

#include "operators/kafka_log.h"

namespace yuqing {

struct ArchivePlan {
  std::filesystem::path folder;
  std::uint64_t segment_bytes = std::uint64_t{64} << 20;  // a file is ended at this size ...
  std::chrono::milliseconds segment_time = std::chrono::seconds(60);  // ... or this age
  bool until_end = false;  // of each partition as it is at the start
};

struct Archived {
  std::uint64_t records = 0;
  std::uint64_t segments = 0;
  std::uint64_t bytes = 0;  // of the segments
  std::uint64_t lost = 0;   // offsets that were gone from the log unread
};

// Runs until `stop`, or until the end of the log where the plan says so. Throws SourceError where
// the log does not hold what comes next, SinkError where the disk does not take it: all finished
// segments are whole then, and a later run goes on behind them.
Archived archive_topic(const KafkaTopic& topic, const ArchivePlan& plan,
                       const std::stop_token& stop);

}  // namespace yuqing
