// What a broker says of a setting of a topic, such as cleanup.policy. Nobody waits for the answer.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "operators/kafka_properties.h"

namespace yuqing {

class TopicSetting {
 public:
  // Asks at once, with a client of its own. Properties of a producer.
  TopicSetting(const KafkaProperties& properties, const std::string& topic, std::string setting);
  ~TopicSetting();
  TopicSetting(const TopicSetting&) = delete;
  TopicSetting& operator=(const TopicSetting&) = delete;

  // Nothing before there is an answer.
  struct Answer {
    std::string value;
    std::string fault;  // why there is no value; a permission that is missing, for example
  };
  std::optional<Answer> answer();

 private:
  struct Question;
  const std::string setting_;
  std::unique_ptr<Question> question_;
};

}  // namespace yuqing
