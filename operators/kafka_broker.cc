// See kafka.h.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <stdexcept>

#include "operators/kafka.h"

namespace yuqing {

// One broker: with several, the mock elects no leader when one goes down.
KafkaBroker::KafkaBroker(const std::string& topic, int partitions) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  // The owner is a client without brokers and would say so on standard error.
  rd_kafka_conf_set_log_cb(conf, nullptr);
  std::array<char, 512> why = {};
  owner_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
  if (owner_ == nullptr) {
    rd_kafka_conf_destroy(conf);
    throw std::runtime_error("no broker in the process: " + std::string(why.data()));
  }
  cluster_ = rd_kafka_mock_cluster_new(owner_, 1);
  if (cluster_ == nullptr) {
    rd_kafka_destroy(owner_);
    throw std::runtime_error("no broker in the process: no port of 127.0.0.1 is free");
  }
  create_topic(topic, partitions);
}

KafkaBroker::~KafkaBroker() {
  rd_kafka_mock_cluster_destroy(cluster_);
  rd_kafka_destroy(owner_);
}

std::string KafkaBroker::bootstrap() const {
  return rd_kafka_mock_cluster_bootstraps(cluster_);
}

void KafkaBroker::create_topic(const std::string& topic, int partitions) {
  rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, /*replication_factor=*/1);
}

void KafkaBroker::set_down(bool down) {
  if (down) {
    rd_kafka_mock_broker_set_down(cluster_, 1);
  } else {
    rd_kafka_mock_broker_set_up(cluster_, 1);
  }
}

void KafkaBroker::hold_fetches(int count, std::chrono::milliseconds answered_after) {
  constexpr std::int16_t kFetch = 1;  // the number of the request in Kafka's protocol
  for (int i = 0; i < count; i++) {
    rd_kafka_mock_broker_push_request_error_rtts(cluster_, 1, kFetch, 1, RD_KAFKA_RESP_ERR_NO_ERROR,
                                                 static_cast<int>(answered_after.count()));
  }
}

}  // namespace yuqing
