// The machine: source | operators | fold, on all cores, in order at both ends.
//
// Only this file knows that there are threads. The first and the last stage see one batch at a
// time in the order of the log, the middle runs many batches at once. Tokens are the back
// pressure: a slow fold holds its batches, so the source is not asked for more.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <vector>

#include "pipeline/fold.h"
#include "pipeline/handover.h"
#include "pipeline/metrics.h"
#include "pipeline/operator.h"
#include "pipeline/source.h"

namespace yuqing {

struct Machine {
  int threads = 1;
  std::size_t batch_posts = 512;
  std::size_t batch_bytes = std::size_t{256} << 10;
};

// When a batch is due whose newest post has this event time. Asked once a batch, in order, with the
// time that it is; the only clock that event time is held against.
using Moment = std::chrono::steady_clock::time_point;
using Due = std::function<Moment(std::int64_t event_ms, Moment now)>;

struct PipelineParts {
  Source& source;
  std::vector<Stage>& stages;
  Fold& fold;
  Lanes& lanes;
  Metrics& metrics;
  Machine machine;
  Handover* handover = nullptr;  // null: the stages stay as they are
  bool wants_details = false;    // of every batch
  Due due = nullptr;             // null: as fast as can be
};

// Runs epochs until the source is finished or a stop is requested; then everything that was read
// is folded and durable. Takes over what comes through the handover between two epochs. Rethrows
// what a stage threw: the fold has then seen an exact prefix.
void run_pipeline(const PipelineParts& parts, const std::stop_token& stop);

// Reads a source whose lanes are open to its end and shows every scored batch to `see`, one at a
// time in the order of the log. Nothing is folded and nothing is kept.
void read_through(Source& source, const std::vector<Stage>& stages, const Machine& machine,
                  const std::function<void(const Batch&)>& see);

}  // namespace yuqing
