// Looks after partitions that bring nothing: asks whether there is anything, tells what stands,
// wants another client, and gives up when that does not help.
#pragma once

#include <string>
#include <vector>

#include "operators/kafka_ends.h"
#include "operators/kafka_watch.h"
#include "pipeline/health.h"

namespace yuqing {

class KafkaStall {
 public:
  KafkaStall(const KafkaTopic& topic, KafkaWatch::Span patience, Health& health);

  // Another assignment, ascending.
  void begin(const std::vector<std::int32_t>& partitions) { watch_.begin(partitions); }
  // Now, whenever records are asked for: up to where partitions are read, and whether none can
  // come, because the brokers are away or have assigned nothing. Throws SourceError when a
  // partition stands for good.
  void look(KafkaWatch::Time now, const std::vector<PartitionOffset>& read, bool none_can_come);

  // Why another client is wanted; empty: it is not.
  const std::string& wants_client() const { return wants_client_; }
  void began_anew();
  bool stands(std::int32_t partition) const { return watch_.is_stalled(partition); }

 private:
  void hear();
  std::string reason();
  void tell(const std::string& reason);

  const std::string topic_;
  const KafkaWatch::Span patience_;
  Health& health_;
  KafkaWatch watch_;
  KafkaEnds ends_;
  std::string fault_;  // why nobody tells where partitions end
  std::string told_;
  std::string wants_client_;
};

}  // namespace yuqing
