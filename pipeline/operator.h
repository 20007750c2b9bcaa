// Operators: the parallel middle of the pipeline.
//
// The operators of a job run one after the other over a batch, on one thread, while the batch is
// in its cache. They are pure: what an operator writes depends only on the batch and on what the
// operator was built from.
#pragma once

#include <memory>
#include <string>

#include "pipeline/batch.h"

namespace yuqing {

// apply() is called by many threads at once, each with a batch of its own. It skips posts whose
// verdict is not counted, throws nothing on any input, and keeps no state between batches;
// scratch memory is a tbb::enumerable_thread_specific member.
class Operator {
 public:
  virtual ~Operator() = default;
  virtual void apply(Batch& batch) const = 0;
};

// An operator with the name that its stage has in metrics.
struct Stage {
  std::string name;
  std::unique_ptr<Operator> work;
};

}  // namespace yuqing
