// What a replay reads: archives, or the past of the Kafka topic.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "operators/kafka_log.h"
#include "operators/source_kafka_past.h"
#include "operators/source_replay.h"

namespace yuqing {

class ReplayInputs {
 public:
  explicit ReplayInputs(std::vector<std::filesystem::path> files) : files_(std::move(files)) {}
  ReplayInputs(KafkaTopic topic, PastTimes times) : topic_(std::move(topic)), times_(times) {}

  const std::vector<std::filesystem::path>& files() const { return files_; }
  // What else tells these inputs from others; empty for files.
  std::string mark() const;
  // Decides what is read of a topic, which goes on growing: once for a replay, its interruptions
  // included, so it is kept in the folder of its state. Throws SourceError.
  void settle(const std::filesystem::path& state);
  // A source over the same records every time. After settle().
  std::unique_ptr<ReplaySource> open(const ReplayLimits& limits) const;

 private:
  std::vector<std::filesystem::path> files_;
  std::optional<KafkaTopic> topic_;
  PastTimes times_;
  std::vector<Stretch> stretches_;
};

// Reads --since and --until: ISO 8601, and Beijing's time where there is no zone. Empty: no bound.
// Throws ConfigError.
PastTimes past_times(const std::string& since, const std::string& until);

}  // namespace yuqing
