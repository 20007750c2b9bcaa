// See pipeline.h.
#include "pipeline/pipeline.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <mutex>

namespace yuqing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAskDisk{1};

// Newest time of the posts that count; kNoTime where there is none.
std::int64_t newest_event(const Batch& batch) {
  std::int64_t newest = kNoTime;
  for (const Post& post : batch.posts) {
    newest = post.verdict == Verdict::counted ? std::max(newest, post.time_ms) : newest;
  }
  return newest;
}

// Returns early when a stop is requested: what is in flight then is folded at once.
void wait_until(Moment due, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_until(lock, stop, due, [&stop] { return stop.stop_requested(); });
}

// Whoever holds a token owns the batch of its place in the ring; the ends are in order, so a place
// is free again when its turn comes. fill() says whether there is something to fold.
template <typename Fill, typename Score, typename Add>
void flow_through(std::vector<Batch>& ring, const Fill& fill, const Score& score, const Add& add) {
  std::size_t turn = 0;
  const auto first = [&](oneapi::tbb::flow_control& flow) -> Batch* {
    Batch& batch = ring[turn++ % ring.size()];
    if (!fill(batch)) {
      flow.stop();
      return nullptr;
    }
    return &batch;
  };
  const auto middle = [&](Batch* batch) {
    score(*batch);
    return batch;
  };
  const auto last = [&](const Batch* batch) { add(*batch); };
  using oneapi::tbb::filter_mode;
  oneapi::tbb::parallel_pipeline(
      ring.size(), oneapi::tbb::make_filter<void, Batch*>(filter_mode::serial_in_order, first) &
                       oneapi::tbb::make_filter<Batch*, Batch*>(filter_mode::parallel, middle) &
                       oneapi::tbb::make_filter<Batch*, void>(filter_mode::serial_in_order, last));
}

// One epoch: what the source gives under one assignment, scored by one version of the stages.
class Epoch {
 public:
  Epoch(const PipelineParts& parts, std::stop_token stop)
      : source_(parts.source),
        stages_(parts.stages),
        fold_(parts.fold),
        metrics_(parts.metrics),
        handover_(parts.handover),
        due_(parts.due),
        stop_(std::move(stop)) {}

  // Runs until the epoch is over and drained; `more` means that a successor waits.
  Filled run(std::vector<Batch>& ring) {
    flow_through(
        ring, [this](Batch& batch) { return filled(batch); },
        [this](Batch& batch) { apply_stages(batch); },
        [this](const Batch& batch) { folded(batch); });
    return state_;
  }

 private:
  // False when there is nothing more to fold in this epoch. A batch that the source filled while
  // it ended the epoch is still folded.
  bool filled(Batch& batch) {
    if (state_ != Filled::more || (handover_ != nullptr && handover_->waits())) {
      return false;
    }
    if (stop_.stop_requested()) {
      state_ = Filled::finished;
      return false;
    }
    const Clock::time_point begin = Clock::now();
    batch.clear();
    state_ = source_.fill(batch);
    batch.seal();
    if (!batch.records.empty()) {
      metrics_.observe("fill", Clock::now() - begin);
    }
    const bool flows = state_ == Filled::more || !batch.records.empty();
    if (flows) {
      metrics_.batch_begun();
    }
    return flows;
  }

  void apply_stages(Batch& batch) const {
    if (batch.records.empty()) {
      return;
    }
    Clock::time_point begin = Clock::now();
    for (const Stage& stage : stages_) {
      stage.work->apply(batch);
      const Clock::time_point end = Clock::now();
      metrics_.observe(stage.name, end - begin);
      begin = end;
    }
  }

  void folded(const Batch& batch) {
    if (due_) {
      if (const std::int64_t event_ms = newest_event(batch); event_ms != kNoTime) {
        wait_until(due_(event_ms, Clock::now()), stop_);
      }
    }
    const Clock::time_point begin = Clock::now();
    fold_.add(batch);
    wait_for_disk();
    if (!batch.records.empty()) {
      metrics_.observe("fold", Clock::now() - begin);
    }
    metrics_.batch_done();
  }

  // The back pressure of a disk: what is counted must have a place to be kept.
  void wait_for_disk() {
    while (fold_.is_full() && !stop_.stop_requested() && !fold_.try_settle()) {
      wait_until(Clock::now() + kAskDisk, stop_);
    }
  }

  Source& source_;
  const std::vector<Stage>& stages_;
  Fold& fold_;
  Metrics& metrics_;
  const Handover* const handover_;
  const Due& due_;
  const std::stop_token stop_;
  Filled state_ = Filled::more;
};

void take_over(const PipelineParts& parts) {
  std::optional<Successor> successor = parts.handover->take();
  if (!successor) {
    return;
  }
  for (Stage& stage : successor->stages) {
    const auto old = std::ranges::find(parts.stages, stage.name, &Stage::name);
    assert(old != parts.stages.end());
    *old = std::move(stage);
  }
  parts.lanes.adopt(std::move(successor->tags));
  parts.fold.adopt(successor->scoring);
  successor->is_taken_over();
}

// What a disk refuses at the end of an assignment is read again by whoever gets the lanes next. New
// stages must not count before what the old ones counted is durable. A job that stops says so when
// it is not.
void settle(const PipelineParts& parts, Filled state, const std::stop_token& stop) {
  if (state == Filled::epoch_over) {
    parts.fold.try_settle();
    return;
  }
  while (state == Filled::more && !stop.stop_requested()) {
    if (parts.fold.try_settle()) {
      return;
    }
    wait_until(Clock::now() + kAskDisk, stop);
  }
  parts.fold.settle();
}

}  // namespace

void run_pipeline(const PipelineParts& parts, const std::stop_token& stop) {
  const auto threads = static_cast<std::size_t>(parts.machine.threads);
  const oneapi::tbb::global_control workers(oneapi::tbb::global_control::max_allowed_parallelism,
                                            threads);
  std::vector<Batch> ring(2 * threads);
  for (Batch& batch : ring) {
    batch.wants_details = parts.wants_details;
  }
  parts.metrics.show_batches_limit(ring.size());
  Filled state = Filled::epoch_over;
  while (state != Filled::finished) {
    if (state == Filled::epoch_over) {
      parts.source.begin_epoch(parts.lanes);
      parts.metrics.epoch_begun();
    } else {
      take_over(parts);
    }
    state = Epoch(parts, stop).run(ring);
    settle(parts, state, stop);
  }
}

void read_through(Source& source, const std::vector<Stage>& stages, const Machine& machine,
                  const std::function<void(const Batch&)>& see) {
  const auto threads = static_cast<std::size_t>(machine.threads);
  const oneapi::tbb::global_control workers(oneapi::tbb::global_control::max_allowed_parallelism,
                                            threads);
  std::vector<Batch> ring(2 * threads);
  Filled state = Filled::more;
  flow_through(
      ring,
      [&](Batch& batch) {
        if (state != Filled::more) {
          return false;
        }
        batch.clear();
        state = source.fill(batch);
        batch.seal();
        return true;
      },
      [&](Batch& batch) {
        for (const Stage& stage : stages) {
          stage.work->apply(batch);
        }
      },
      see);
}

}  // namespace yuqing
