// Sends archives to a Kafka topic: files as source_replay reads them, and segments.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "commands/pace.h"
#include "operators/kafka_properties.h"

namespace yuqing {

// Which time a record gets.
enum class RecordTime {
  log,   // the one that the archive tells of it; without one its post's
  post,  // its post's
  now,
};

struct Publication {
  std::vector<std::string> inputs;
  KafkaProperties properties;
  std::string topic;
  Pace pace;
  RecordTime time = RecordTime::log;
  bool keyed = true;  // by the id of the post, where the archive tells no key
};

// Returns when everything is acknowledged, or `stop` is requested and what was sent by then is.
// Tells the counts on standard output. Throws SinkError when a record was refused,
// std::runtime_error when an archive could not be read to its end.
void publish(const Publication& publication, const std::stop_token& stop);

}  // namespace yuqing
