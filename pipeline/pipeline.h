// The machine: source | operators | fold, on all cores, in order at both ends.
//
// Only this file knows that there are threads. The first and the last stage see one batch at a
// time in the order of the log, the middle runs many batches at once. Tokens are the back
// pressure: a slow fold holds its batches, so the source is not asked for more.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "pipeline/fold.h"
#include "pipeline/metrics.h"
#include "pipeline/operator.h"
#include "pipeline/source.h"

namespace yuqing {

struct Machine {
  int threads = 1;
  std::size_t batch_posts = 512;
  std::size_t batch_bytes = std::size_t{256} << 10;
};

// An operator with the name that its stage has in metrics.
struct Stage {
  std::string name;
  std::unique_ptr<Operator> work;
};

struct PipelineParts {
  Source& source;
  const std::vector<Stage>& stages;
  Fold& fold;
  Lanes& lanes;
  Metrics& metrics;
  Machine machine;
};

// Runs epochs until the source is finished or a stop is requested; then everything that was read
// is folded and durable. Rethrows what a stage threw: the fold has then seen an exact prefix.
void run_pipeline(const PipelineParts& parts, const std::stop_token& stop);

}  // namespace yuqing
