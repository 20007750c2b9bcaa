// The log of a topic, read from chosen places on and without a consumer group: nobody's offsets
// are touched, and no permission of a group is needed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operators/kafka_consumer.h"
#include "operators/kafka_link.h"
#include "operators/kafka_properties.h"

struct rd_kafka_queue_s;
struct rd_kafka_topic_s;

namespace yuqing {

// What [source_kafka] says to who reads its topic without its group.
struct KafkaTopic {
  KafkaProperties properties;
  std::string topic;
  bool skip_gaps = false;  // on_gap
};

// Complains through the section.
KafkaTopic read_kafka_topic(const Section& source_kafka);

// What a poll brings. Views live until the next call of the log.
struct LogEntry {
  enum class Kind {
    record,
    end,   // the partition ends at `offset` for now
    gone,  // `offset` is no longer in the log, or not yet; the partition is read no further
  };
  Kind kind = Kind::record;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t time_ms = INT64_MIN;  // as kNoTime
  std::optional<std::string_view> key = {};
  std::optional<std::string_view> payload = {};  // none: a tombstone
};

// One thread.
class KafkaLog {
 public:
  explicit KafkaLog(const KafkaTopic& topic);
  // Leaves within a few seconds.
  ~KafkaLog();
  KafkaLog(const KafkaLog&) = delete;
  KafkaLog& operator=(const KafkaLog&) = delete;

  // These ask the broker, for 2 s at most. Nothing: reason() tells why.
  std::optional<std::int32_t> partitions();  // they are numbered from 0
  std::optional<Watermarks> watermarks(std::int32_t partition);
  // Of the first record of that time or a later one; nothing but {} where there is none.
  struct Found {
    std::optional<std::int64_t> offset = {};
  };
  std::optional<Found> offset_at(std::int32_t partition, std::int64_t time_ms);

  // Reads a partition from there on; one that is read already begins again there.
  void start(std::int32_t partition, std::int64_t offset);
  void stop(std::int32_t partition);

  // The next entry of any partition, or nothing in time. Throws SourceError on a record that
  // cannot be decoded, and when the broker refuses for good.
  std::optional<LogEntry> poll(std::chrono::milliseconds wait);

  // Why nothing is read; empty while all is well. trouble() is false while it is on its way.
  std::string reason() const { return link_.reason(); }
  bool trouble() const { return link_.trouble(); }

 private:
  struct Callbacks;

  LogEntry entry_of(const rd_kafka_message_s& message) const;
  std::optional<LogEntry> error_of(const rd_kafka_message_s& message);

  const std::string topic_;
  KafkaLink link_;
  rd_kafka_s* client_ = nullptr;
  rd_kafka_topic_s* handle_ = nullptr;
  rd_kafka_queue_s* queue_ = nullptr;
  std::vector<std::int32_t> started_;
  KafkaMessage message_;  // that the views of the last entry point into
};

}  // namespace yuqing
