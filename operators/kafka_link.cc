// See kafka_link.h.
#include "operators/kafka_link.h"

#include <fmt/chrono.h>

namespace yuqing {

void KafkaLink::reached() {
  ever_reached_ = true;
  lost_since_.clear();
  refused_.clear();
}

void KafkaLink::lost(Time now) {
  if (lost_since_.empty()) {
    lost_since_ = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                              fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
  }
}

void KafkaLink::refused(std::string_view why) {
  // What follows is a duration, so every attempt would read differently.
  refused_ = std::string(why.substr(0, why.find(" (after ")));
}

void KafkaLink::topic_missing() {
  topic_missing_ = true;
}

// A group gives a member nothing when there are more members than partitions, and also when there
// is no topic.
void KafkaLink::assigned(std::size_t partitions) {
  reached();
  assigned_ = true;
  topic_missing_ = topic_missing_ && partitions == 0;
  hindered_.clear();
}

void KafkaLink::unassigned() {
  assigned_ = false;
  hindered_.clear();
}

void KafkaLink::reading() {
  topic_missing_ = false;
}

void KafkaLink::hindered(std::string_view why) {
  hindered_ = why;
}

std::string KafkaLink::reason() const {
  if (!refused_.empty()) {
    return "broker " + brokers_ + " refuses: " + refused_;
  }
  if (!lost_since_.empty()) {
    return "broker " + brokers_ + " cannot be reached since " + lost_since_;
  }
  if (topic_missing_) {
    return "topic '" + topic_ + "' does not exist; create it";
  }
  if (!hindered_.empty()) {
    return "topic '" + topic_ + "' cannot be read: " + hindered_;
  }
  if (!ever_reached_) {
    return "connecting to broker " + brokers_;
  }
  return assigned_ ? "" : "waiting for partitions of group '" + group_ + "'";
}

bool KafkaLink::trouble() const {
  return !refused_.empty() || !lost_since_.empty() || topic_missing_ || !hindered_.empty();
}

}  // namespace yuqing
