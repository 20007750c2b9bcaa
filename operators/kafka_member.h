// What a member of a consumer group tells of itself, and when it gives up.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "operators/kafka_link.h"
#include "pipeline/health.h"

namespace yuqing {

// One thread.
class KafkaMember {
 public:
  // `part` names it in the log. Link and health outlive it.
  KafkaMember(std::string part, const KafkaLink& link, Health& health)
      : part_(std::move(part)), link_(link), health_(health) {}

  // Tells health and log why nothing is read, or that so many partitions are, when it is news.
  void tell(std::size_t partitions);

  // The group has put it out, which an outage brings about: it may join anew. Throws SourceError
  // when that happened shortly before: then two processes drive each other out.
  void put_out(const std::string& why);

 private:
  const std::string part_;
  const KafkaLink& link_;
  Health& health_;
  std::string told_ = "nothing yet";
  std::chrono::steady_clock::time_point put_out_at_{};
};

}  // namespace yuqing
