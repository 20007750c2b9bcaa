// One member of a consumer group that reads one topic: librdkafka's consumer, tamed.
//
// A rebalance is told to a callback in the middle of a poll, where draining is impossible; so the
// callback only writes it down, and the owner answers with assign() when nothing is in flight.
// librdkafka waits meanwhile, and heartbeats go on. librdkafka 2.0.2 loses messages through its
// batch calls at a rebalance, so messages are polled one by one (130 ns).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operators/kafka_link.h"
#include "operators/kafka_properties.h"

struct rd_kafka_s;
struct rd_kafka_message_s;
struct rd_kafka_topic_partition_list_s;

namespace yuqing {

struct KafkaMessageFreed {
  void operator()(rd_kafka_message_s* message) const;
};
using KafkaMessage = std::unique_ptr<rd_kafka_message_s, KafkaMessageFreed>;

struct Watermarks {
  std::int64_t low = 0;   // offset of the oldest record
  std::int64_t high = 0;  // one behind the newest
};

struct PartitionOffset {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

// One thread at a time calls any of these.
class KafkaConsumer {
 public:
  // Connects and subscribes. The link outlives the consumer and hears what happens to it.
  KafkaConsumer(const KafkaProperties& properties, std::string topic, KafkaLink& link);
  // Leaves within a few seconds, even when the broker is gone.
  ~KafkaConsumer();
  KafkaConsumer(const KafkaConsumer&) = delete;
  KafkaConsumer& operator=(const KafkaConsumer&) = delete;

  // The next record, or nothing in time. Throws SourceError on a record that cannot be decoded.
  KafkaMessage poll(std::chrono::milliseconds wait);

  // Why this consumer is of no more use, so that another must take its place; empty while it is.
  const std::string& fatal() const { return fatal_; }

  // The partitions that the group wants us to have, ascending, until assign() has answered.
  // Nothing: no change.
  const std::optional<std::vector<std::int32_t>>& wanted() const { return wanted_; }
  // Nothing when the broker does not say in time; the link knows why.
  std::optional<std::vector<Watermarks>> watermarks(const std::vector<std::int32_t>& partitions);
  // What the group has committed, in the order of `partitions`; -1 where nothing is. Nothing when
  // the broker does not say in time; the link knows why.
  std::optional<std::vector<std::int64_t>> committed(const std::vector<std::int32_t>& partitions);
  // Reads on at these offsets and nowhere else.
  void assign(const std::vector<PartitionOffset>& offsets);
  // Without waiting, and one at a time: false when it is not the moment; a refusal is of no
  // importance.
  bool commit(const std::vector<PartitionOffset>& offsets);
  // The end of a partition as the last response told; nothing before the first.
  std::optional<std::int64_t> end_of(std::int32_t partition) const;
  // The place up to which a partition was found to hold no more, since it was assigned; 0: none
  // yet. It may lie behind the last record: what is no record has an offset, too.
  std::int64_t exhausted_to(std::int32_t partition) const;
  // Whether everything was read that was there at some moment since assign(). Offsets alone do not
  // tell, as compaction leaves gaps; it needs enable.partition.eof.
  bool was_at_end(std::int32_t partition) const { return exhausted_.contains(partition); }

 private:
  struct Callbacks;

  void take_error(const rd_kafka_message_s& message);
  void close();

  const std::string topic_;
  KafkaLink& link_;
  rd_kafka_s* client_ = nullptr;
  std::optional<std::vector<std::int32_t>> wanted_;
  bool assigning_ = false;  // what wanted_ answers: an assignment, else a revocation
  std::vector<std::int32_t> held_;
  std::map<std::int32_t, std::int64_t> exhausted_;  // by partition
  bool committing_ = false;
  bool lost_ = false;  // the group gave our partitions away already: no commit
  std::string fatal_;
};

}  // namespace yuqing
