// See kafka_stall.h.
#include "operators/kafka_stall.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "pipeline/errors.h"

namespace yuqing {

KafkaStall::KafkaStall(const KafkaTopic& topic, KafkaWatch::Span patience, Health& health)
    : topic_(topic.topic), patience_(patience), health_(health), watch_(patience), ends_(topic) {}

void KafkaStall::look(KafkaWatch::Time now, const std::vector<PartitionOffset>& read,
                      bool none_can_come) {
  watch_.pass(now, none_can_come);
  for (const PartitionOffset& place : read) {
    watch_.read(place.partition, place.offset);
  }
  hear();
  tell(none_can_come ? "" : reason());
}

void KafkaStall::hear() {
  if (const std::optional<KafkaEnds::Answer> answer = ends_.answer()) {
    fault_ = answer->fault;
    for (const PartitionOffset& end : answer->ends) {
      watch_.ends(end.partition, end.offset);
    }
  }
  const std::vector<std::int32_t> silent = watch_.questions();
  if (!silent.empty()) {
    ends_.ask(silent);
  }
}

std::string KafkaStall::reason() {
  const std::optional<Stall> stall = watch_.stall();
  if (!stall) {
    // What another client does not hear either is no fault of this one.
    return fault_.empty() || !watch_.is_silent()
               ? ""
               : fmt::format(
                     "nothing comes from '{}', and no broker tells whether there is any: {}",
                     topic_, fault_);
  }
  const double seconds = std::chrono::duration<double>(patience_).count();
  std::string why =
      fmt::format("{}[{}] has stood at offset {} for {:g} s with {} records behind it", topic_,
                  stall->partition, stall->next, seconds, stall->behind);
  if (stall->again) {
    throw SourceError(
        why +
        ", and another client does not get them either; look at the broker that leads "
        "this partition. The next start goes on from the snapshot");
  }
  wants_client_ = why;
  return why;
}

void KafkaStall::tell(const std::string& reason) {
  // A stall is over when records come, not when another client tries.
  if (reason == told_ || (reason.empty() && watch_.is_stalled())) {
    return;
  }
  told_ = reason;
  health_.report("partition", reason);
  if (reason.empty()) {
    spdlog::info("source_kafka: '{}' is read again", topic_);
  } else if (wants_client_.empty()) {  // else it is told when that one is made
    spdlog::warn("source_kafka: {}", reason);
  }
}

void KafkaStall::began_anew() {
  watch_.began_anew();
  wants_client_.clear();
}

}  // namespace yuqing
