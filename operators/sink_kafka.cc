// Writes windows and dead letters to topics of Kafka, each row as JSON under its key.
//
// Keys follow schemas/: "source/partition/start/topic/writer" for a window (kafka_windows.h),
// "source/partition/offset" for a dead letter, whose content is the same whoever writes it.
#include <memory>
#include <string>

#include "operators/catalogue.h"
#include "operators/json_rows.h"
#include "operators/kafka.h"
#include "operators/kafka_acknowledged.h"
#include "operators/kafka_properties.h"
#include "operators/kafka_security.h"
#include "operators/kafka_windows.h"
#include "operators/kafka_writer.h"
#include "pipeline/iso_time.h"

namespace yuqing {
namespace {

// Brokers take 1 MiB by default, and base64 makes four bytes of three. A letter that a broker
// refuses would stop the job for ever, so the record in it is cut; its size is told.
constexpr std::size_t kMaxRecord = std::size_t{512} << 10;

// An event time here would let the topic's retention drop rows about old posts at once.
constexpr std::int64_t kNow = 0;

struct Settings {
  KafkaProperties properties;
  std::string windows_topic;  // empty: not wanted
  std::string dead_letters_topic;
};

class KafkaSink final : public Sink {
 public:
  KafkaSink(Settings settings, Health& health)
      : settings_(std::move(settings)), health_(health), writer_(new_writer_name()) {}

  void write(const Output& output) override;

 private:
  void send(const WindowRow& row);
  void send(DeadLetter letter);

  const Settings settings_;
  Health& health_;
  const std::string writer_;
  std::unique_ptr<KafkaProducer> producer_;  // made by the first write(): it connects
  std::string key_;
  std::string value_;
};

void KafkaSink::write(const Output& output) {
  if (producer_ == nullptr) {
    warn_of_clear_link("sink_kafka", settings_.properties);
    producer_ = std::make_unique<KafkaProducer>(settings_.properties);
    if (!settings_.windows_topic.empty()) {
      producer_->place(settings_.windows_topic, window_of_row);
    }
  }
  if (!settings_.windows_topic.empty()) {
    for (const WindowRow& row : output.windows) {
      send(row);
    }
  }
  if (!settings_.dead_letters_topic.empty()) {
    for (const DeadLetter& letter : output.dead_letters) {
      send(letter);
    }
  }
  wait_for_acknowledgements(*producer_, settings_.properties.at("bootstrap.servers"), "sink_kafka",
                            health_);
}

void KafkaSink::send(const WindowRow& row) {
  key_ = row.lane->source + "/" + std::to_string(row.lane->partition) + "/";
  key_ += iso_time(row.start_ms);
  key_ += "/";
  key_ += row.topic;
  key_ += "/";
  key_ += writer_;
  value_.clear();
  append_json(value_, row);
  producer_->send(settings_.windows_topic, key_, value_, kNow);
}

void KafkaSink::send(DeadLetter letter) {
  letter.payload = letter.payload.substr(0, kMaxRecord);
  key_ = letter.lane->source + "/" + std::to_string(letter.lane->partition) + "/" +
         std::to_string(letter.offset);
  value_.clear();
  append_json(value_, letter);
  producer_->send(settings_.dead_letters_topic, key_, value_, kNow);
}

}  // namespace

std::unique_ptr<Sink> make_sink_kafka(const Section& sink_kafka, Health& health) {
  Settings settings;
  settings.windows_topic = sink_kafka.text("windows_topic");
  settings.dead_letters_topic = sink_kafka.text("dead_letters_topic");
  if (settings.windows_topic.empty() && settings.dead_letters_topic.empty()) {
    sink_kafka.complain("windows_topic",
                        "missing, and dead_letters_topic too; name one of them or remove the "
                        "section");
  }
  settings.properties = read_kafka_properties(sink_kafka, KafkaRole::producer, {});
  return std::make_unique<KafkaSink>(std::move(settings), health);
}

}  // namespace yuqing
