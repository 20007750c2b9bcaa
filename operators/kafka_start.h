// Where reading a partition begins: where its snapshot stands, and by policy without one.
#pragma once

#include <cstdint>

#include "operators/kafka_consumer.h"
#include "pipeline/lanes.h"

namespace yuqing {

struct StartPolicy {
  bool from_latest = false;  // without a snapshot: at the end instead of the beginning
  bool skip_gaps = false;    // go on behind records that are gone unread, instead of throwing
};

// Throws SourceError when the place of the snapshot is no longer in the topic.
std::int64_t start_of(const Lane& lane, Watermarks marks, StartPolicy policy);

}  // namespace yuqing
