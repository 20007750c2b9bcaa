// See kafka_ends.h.
#include "operators/kafka_ends.h"

namespace yuqing {
namespace {

// No member of the group, and nobody would take the statistics.
KafkaTopic outside(KafkaTopic topic) {
  topic.properties.erase("group.id");
  topic.properties.erase("group.instance.id");
  topic.properties.erase("statistics.interval.ms");
  return topic;
}

}  // namespace

KafkaEnds::KafkaEnds(KafkaTopic topic) : topic_(outside(std::move(topic))) {}

void KafkaEnds::ask(std::vector<std::int32_t> partitions) {
  if (!awaited_.valid()) {
    awaited_ = std::async(std::launch::async,
                          [this, asked = std::move(partitions)] { return answer_to(asked); });
  }
}

std::optional<KafkaEnds::Answer> KafkaEnds::answer() {
  const bool there =
      awaited_.valid() && awaited_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  return there ? std::optional(awaited_.get()) : std::nullopt;
}

KafkaEnds::Answer KafkaEnds::answer_to(const std::vector<std::int32_t>& partitions) {
  if (log_ == nullptr) {
    log_ = std::make_unique<KafkaLog>(topic_);
  }
  Answer answer;
  for (const std::int32_t partition : partitions) {
    const std::optional<Watermarks> marks = log_->watermarks(partition);
    if (!marks) {
      answer.fault = log_->reason();
      log_.reset();  // the next question goes over a new connection
      break;
    }
    answer.ends.push_back({partition, marks->high});
  }
  return answer;
}

}  // namespace yuqing
