// What of Kafka is used outside the source: sending, and a broker inside the process.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

struct rd_kafka_s;
struct rd_kafka_message_s;
struct rd_kafka_mock_cluster_s;
struct rd_kafka_topic_s;

namespace yuqing {

// What becomes of a record whose acknowledgement got lost.
enum class Resend {
  plain,       // it is sent again, and may stand twice and behind later ones
  idempotent,  // the broker knows it again; an error that leaves doubt ends the producer
};

// The part of a key that decides on the partition of its record.
using PlacingPart = std::string_view (*)(std::string_view key);

// Sends records. One thread at a time. acks=all, no transactions. A record goes to the partition
// that Java's producers would choose for its key.
class KafkaProducer {
 public:
  static constexpr std::int32_t kByKey = -1;  // librdkafka's RD_KAFKA_PARTITION_UA

  // Properties of librdkafka, bootstrap.servers among them. Throws ConfigError on a bad one.
  explicit KafkaProducer(const std::map<std::string, std::string>& properties,
                         Resend resend = Resend::plain);
  // Forgets what is not acknowledged: flush() before.
  ~KafkaProducer();
  KafkaProducer(const KafkaProducer&) = delete;
  KafkaProducer& operator=(const KafkaProducer&) = delete;

  // From now on a record of this topic goes where Java's producers would send that part of its key.
  // Once, and before the topic's first record.
  void place(const std::string& topic, PlacingPart part);
  // Hands a record over; waits while the send queue is full. The partition follows from the key
  // where none is given; time 0 means now. A view of nothing at all (nullptr) is a missing key, or
  // a tombstone. Throws SinkError when an earlier record failed for good.
  void send(const std::string& topic, std::string_view key, std::string_view value,
            std::int64_t time_ms, std::int32_t partition = kByKey);
  // Returns when everything handed over is acknowledged by all in-sync replicas; throws SinkError
  // when a record failed for good or after 60 s.
  void flush();
  // The same for a while: false when something is still unacknowledged.
  bool flushed_within(std::chrono::milliseconds patience);
  // Hears of acknowledgements for a while; throws SinkError when a record failed for good.
  void listen(std::chrono::milliseconds patience);
  // Records that all in-sync replicas have, as far as was heard.
  std::uint64_t acknowledged() const { return acknowledged_; }

 private:
  static void delivered(rd_kafka_s* client, const rd_kafka_message_s* message, void* opaque);
  static std::int32_t place_of(const rd_kafka_topic_s* topic, const void* key, std::size_t size,
                               std::int32_t partitions, void* producer, void* record);
  void throw_if_failed() const;

  rd_kafka_s* client_ = nullptr;
  rd_kafka_topic_s* placed_ = nullptr;  // keeps what place() said
  PlacingPart part_ = nullptr;
  std::uint64_t acknowledged_ = 0;
  std::string failure_;  // of the first record that could not be delivered
};

// librdkafka's mock cluster: groups and commits work, nothing is persistent, and a partition holds
// 5 MiB, dropping the oldest without a word.
class KafkaBroker {
 public:
  KafkaBroker(const std::string& topic, int partitions);
  ~KafkaBroker();
  KafkaBroker(const KafkaBroker&) = delete;
  KafkaBroker& operator=(const KafkaBroker&) = delete;

  std::string bootstrap() const;
  void create_topic(const std::string& topic, int partitions);
  // Connections are cut and refused from now on, or accepted again.
  void set_down(bool down);
  // So many requests for records are answered only then. One connection answers in order.
  void hold_fetches(int count, std::chrono::milliseconds answered_after);

 private:
  rd_kafka_s* owner_ = nullptr;
  rd_kafka_mock_cluster_s* cluster_ = nullptr;
};

}  // namespace yuqing
