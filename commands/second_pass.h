// The second pass: the same archives once more, for what sums cannot tell.
//
// Which posts are in a table or behind a burst is asked only when the windows are whole. They are
// then read again with fresh lanes, so each post meets the same fate, and nothing of this has to
// survive a kill: a replay that went on simply does it again.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "commands/scoring.h"
#include "operators/source_replay.h"
#include "pipeline/lanes.h"
#include "pipeline/pipeline.h"
#include "pipeline/witness.h"

namespace yuqing {

// How archives are read.
struct Reading {
  std::function<std::unique_ptr<ReplaySource>()> source;
  Windowing windowing;
  Scoring& scoring;
  Machine machine;
};

// Shows every post to every witness, in the order of the log. False when it was stopped.
bool read_again(const Reading& reading, const std::vector<Witness*>& witnesses,
                const std::stop_token& stop);

}  // namespace yuqing
