// Sources: where records come from.
//
// The job runs in epochs. Within an epoch the set of lanes is fixed; it ends and drains when a
// source's partitions change, at the end of an archive, or when the job stops.
#pragma once

#include <span>

#include "pipeline/batch.h"

namespace yuqing {

class Lanes;

enum class Filled {
  more,        // call fill() again; an empty batch is fine and keeps snapshots on time
  epoch_over,  // drain, make everything durable, then begin_epoch()
  finished,    // there will never be another record
};

// Everything below `next` of a lane is durable.
struct Position {
  std::uint32_t lane = 0;
  std::int64_t next = 0;
};

class Source {
 public:
  virtual ~Source() = default;

  // Opens the lanes that this job now owns and closes those it lost. Called between two epochs,
  // with nothing in flight; throws SourceError when a lane cannot go on where it stopped.
  virtual void begin_epoch(Lanes& lanes) = 0;

  // Appends records to a cleared batch and sets its epoch and filled_at. Returns within 100 ms,
  // if need be with an empty batch. One thread at a time, in the order of the log.
  virtual Filled fill(Batch& batch) = 0;

  // Tells what a snapshot covers now. Advisory: for displays of lag, never for correctness.
  // May be called while another thread is in fill().
  virtual void commit(std::span<const Position> positions) = 0;
};

}  // namespace yuqing
