// Where partitions end, asked beside the reading and by a client of its own: one that hangs would
// not tell. Nobody waits for the answer.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "operators/kafka_log.h"

namespace yuqing {

class KafkaEnds {
 public:
  struct Answer {
    std::vector<PartitionOffset> ends;
    std::string fault;  // why it is none; empty: it is one
  };

  explicit KafkaEnds(KafkaTopic topic);

  // One question at a time: another one is passed over.
  void ask(std::vector<std::int32_t> partitions);
  // Once, when it is there.
  std::optional<Answer> answer();

 private:
  Answer answer_to(const std::vector<std::int32_t>& partitions);

  const KafkaTopic topic_;
  std::unique_ptr<KafkaLog> log_;  // for who answers
  std::future<Answer> awaited_;
};

}  // namespace yuqing
