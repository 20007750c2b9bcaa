// How far a long work is: a line that changes on a terminal, a log line now and then elsewhere.
#pragma once

#include <stop_token>
#include <thread>

#include "operators/source_replay.h"
#include "pipeline/lanes.h"

namespace yuqing {

// Shows the progress of a replay on standard error from construction to destruction.
class Progress {
 public:
  Progress(const ReplayProgress& replay, const Lanes& lanes);

 private:
  std::jthread shower_;
};

// Records that the lanes have consumed. Locks them.
std::uint64_t consumed(const Lanes& lanes);

}  // namespace yuqing
