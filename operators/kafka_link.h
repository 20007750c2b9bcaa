// Why the Kafka source is not reading, told as one sentence.
//
// librdkafka repairs everything by itself and tells in bits what it meets on the way. This keeps
// the worst of them that still holds.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace yuqing {

class KafkaLink {
 public:
  using Time = std::chrono::system_clock::time_point;

  KafkaLink(std::string brokers, std::string topic, std::string group)
      : brokers_(std::move(brokers)), topic_(std::move(topic)), group_(std::move(group)) {}

  void reached();  // a broker answers
  void lost(Time now);
  void refused(std::string_view why);  // by the broker: authentication, TLS, permission
  void topic_missing();
  void assigned(std::size_t partitions);
  void unassigned();
  void hindered(std::string_view why);  // what keeps an assignment from being taken over
  void reading();

  const std::string& topic() const { return topic_; }
  // Empty when the source reads. trouble() is false while it is merely on its way.
  std::string reason() const;
  bool trouble() const;

 private:
  std::string brokers_;
  std::string topic_;
  std::string group_;
  bool ever_reached_ = false;
  std::string lost_since_;  // empty: not lost
  std::string refused_;
  bool topic_missing_ = false;
  bool assigned_ = false;
  std::string hindered_;
};

}  // namespace yuqing
