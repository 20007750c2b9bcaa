// See kafka_topic_setting.h.
#include "operators/kafka_topic_setting.h"

#include <librdkafka/rdkafka.h>

#include <array>
#include <memory>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr int kPatienceMs = 30'000;

template <auto free>
struct Freed {
  template <typename Held>
  void operator()(Held* held) const {
    free(held);
  }
};
using Client = std::unique_ptr<rd_kafka_t, Freed<rd_kafka_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Freed<rd_kafka_queue_destroy>>;
using Options = std::unique_ptr<rd_kafka_AdminOptions_t, Freed<rd_kafka_AdminOptions_destroy>>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, Freed<rd_kafka_ConfigResource_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Freed<rd_kafka_event_destroy>>;

Client client_of(const KafkaProperties& properties) {
  rd_kafka_conf_t* conf = make_kafka_conf(properties);
  const auto silent = [](const rd_kafka_t*, int, const char*, const char*) {};
  rd_kafka_conf_set_log_cb(conf, silent);
  std::array<char, 512> why = {};
  Client client(rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size()));
  if (client == nullptr) {
    rd_kafka_conf_destroy(conf);
    throw StoreError("librdkafka refuses: " + std::string(why.data()));
  }
  return client;
}

// Of the one topic that was asked for.
TopicSetting::Answer value_in(const rd_kafka_ConfigResource_t& topic, const std::string& setting) {
  std::size_t entries = 0;
  const auto* const found = rd_kafka_ConfigResource_configs(&topic, &entries);
  for (std::size_t i = 0; i < entries; i++) {
    const char* const value = rd_kafka_ConfigEntry_value(found[i]);
    if (value != nullptr && setting == rd_kafka_ConfigEntry_name(found[i])) {
      return {.value = value, .fault = {}};
    }
  }
  return {.value = {}, .fault = "the broker knows no " + setting};
}

}  // namespace

struct TopicSetting::Question {
  Client client;
  Queue queue;
};

TopicSetting::TopicSetting(const KafkaProperties& properties, const std::string& topic,
                           std::string setting)
    : setting_(std::move(setting)), question_(std::make_unique<Question>()) {
  question_->client = client_of(properties);
  rd_kafka_t* const client = question_->client.get();
  question_->queue.reset(rd_kafka_queue_new(client));
  const Options options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kPatienceMs, nullptr, 0);
  const Resource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  rd_kafka_ConfigResource_t* asked = resource.get();
  rd_kafka_DescribeConfigs(client, &asked, 1, options.get(), question_->queue.get());
}

TopicSetting::~TopicSetting() = default;

std::optional<TopicSetting::Answer> TopicSetting::answer() {
  const Event event(rd_kafka_queue_poll(question_->queue.get(), 0));
  if (event == nullptr) {
    return std::nullopt;
  }
  const rd_kafka_DescribeConfigs_result_t* const result =
      rd_kafka_event_DescribeConfigs_result(event.get());
  if (result == nullptr || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Answer{.value = {}, .fault = rd_kafka_event_error_string(event.get())};
  }
  std::size_t count = 0;
  const auto* const topics = rd_kafka_DescribeConfigs_result_resources(result, &count);
  if (count == 0) {
    return Answer{.value = {}, .fault = "an empty answer"};
  }
  if (rd_kafka_ConfigResource_error(topics[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Answer{.value = {}, .fault = rd_kafka_ConfigResource_error_string(topics[0])};
  }
  return value_in(*topics[0], setting_);
}

}  // namespace yuqing
