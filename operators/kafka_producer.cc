// See kafka.h.
#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

#include <array>

#include "operators/kafka.h"
#include "operators/kafka_properties.h"
#include "operators/kafka_told.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kDeadline{60'000};
constexpr int kFullQueueMs = 100;

void log_error(rd_kafka_t* /*client*/, int /*code*/, const char* why, void* /*opaque*/) {
  spdlog::debug("librdkafka: {}", why);
}

}  // namespace

KafkaProducer::KafkaProducer(const KafkaProperties& properties, Resend resend) {
  KafkaProperties all = completed(KafkaRole::producer, properties);
  all["enable.idempotence"] = resend == Resend::idempotent ? "true" : "false";
  rd_kafka_conf_t* conf = make_kafka_conf(all);
  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  log_details(conf);
  rd_kafka_conf_set_error_cb(conf, log_error);
  std::array<char, 512> why = {};
  client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
  if (client_ == nullptr) {
    rd_kafka_conf_destroy(conf);
    throw ConfigError("librdkafka refuses: " + std::string(why.data()));
  }
}

KafkaProducer::~KafkaProducer() {
  rd_kafka_purge(client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  if (placed_ != nullptr) {
    rd_kafka_topic_destroy(placed_);
  }
  rd_kafka_destroy(client_);
}

void KafkaProducer::delivered(rd_kafka_t* /*client*/, const rd_kafka_message_t* message,
                              void* opaque) {
  auto& producer = *static_cast<KafkaProducer*>(opaque);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    producer.acknowledged_++;
  } else if (producer.failure_.empty()) {
    producer.failure_ = "topic '" + std::string(rd_kafka_topic_name(message->rkt)) +
                        "' does not take records: " + rd_kafka_err2str(message->err);
  }
}

void KafkaProducer::throw_if_failed() const {
  if (!failure_.empty()) {
    throw SinkError(failure_);
  }
}

void KafkaProducer::place(const std::string& topic, PlacingPart part) {
  part_ = part;
  rd_kafka_topic_conf_t* conf = rd_kafka_default_topic_conf_dup(client_);
  rd_kafka_topic_conf_set_opaque(conf, this);
  rd_kafka_topic_conf_set_partitioner_cb(conf, place_of);
  placed_ = rd_kafka_topic_new(client_, topic.c_str(), conf);
}

// The parameters are librdkafka's.
// NOLINTNEXTLINE(readability-function-size)
std::int32_t KafkaProducer::place_of(const rd_kafka_topic_t* topic, const void* key,
                                     std::size_t size, std::int32_t partitions, void* producer,
                                     void* record) {
  const std::string_view part =
      static_cast<KafkaProducer*>(producer)->part_({static_cast<const char*>(key), size});
  return rd_kafka_msg_partitioner_murmur2(topic, part.data(), part.size(), partitions, producer,
                                          record);
}

void KafkaProducer::send(const std::string& topic, std::string_view key, std::string_view value,
                         std::int64_t time_ms, std::int32_t partition) {
  while (true) {
    // A serving of delivery reports goes with every record, so the queue does not fill up with
    // them.
    rd_kafka_poll(client_, 0);
    throw_if_failed();
    // librdkafka copies the value; its interface was made before const.
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client_, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key.data(), key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
        RD_KAFKA_V_TIMESTAMP(time_ms), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      return;
    }
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      throw SinkError("topic '" + topic + "' does not take records: " + rd_kafka_err2str(error));
    }
    rd_kafka_poll(client_, kFullQueueMs);
  }
}

bool KafkaProducer::flushed_within(milliseconds patience) {
  const rd_kafka_resp_err_t error = rd_kafka_flush(client_, static_cast<int>(patience.count()));
  throw_if_failed();
  return error == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void KafkaProducer::listen(milliseconds patience) {
  rd_kafka_poll(client_, static_cast<int>(patience.count()));
  throw_if_failed();
}

void KafkaProducer::flush() {
  if (!flushed_within(kDeadline)) {
    throw SinkError("Kafka has not acknowledged every record within 60 s; check its brokers");
  }
}

}  // namespace yuqing
