// Where reading a partition begins: where its snapshot stands, and by policy without one.
#pragma once

#include <cstdint>

#include "operators/kafka_consumer.h"
#include "pipeline/lanes.h"

namespace yuqing {

struct StartPolicy {
  bool from_latest = false;  // without a snapshot: at the end instead of the beginning
  bool skip_gaps = false;    // go on although the place is gone from the log, instead of throwing
};

struct Start {
  std::int64_t next = 0;
  std::uint64_t lost = 0;  // offsets that are gone unread
  std::uint64_t cut = 0;   // offsets that were read, and the log ends before them
};

// Throws SourceError when the place of the snapshot is no longer in the topic.
Start start_of(const Lane& lane, Watermarks marks, StartPolicy policy);

// Moves a lane there and counts what is missing. True when it changed. Not under its lock.
bool go_to(Lane& lane, const Start& start);

}  // namespace yuqing
