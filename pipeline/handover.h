// A new scoring on its way into a running pipeline.
//
// It is built beside the old one and put here by any thread. The pipeline ends its epoch, drains,
// makes everything durable and takes it over with nothing in flight, without asking the source for
// new partitions. So every post is scored by one version from start to end, and each lane has one
// offset where the old version ends and the new one begins.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "pipeline/operator.h"
#include "pipeline/tags.h"

namespace yuqing {

struct Successor {
  std::vector<Stage> stages;            // each takes the place of the stage of its name
  TagTable tags;                        // begins with the tags that are there already
  std::uint64_t scoring = 0;            // as Fold::Parts::scoring
  std::function<void()> is_taken_over;  // called once it counts, before the next post
};

// Thread-safe.
class Handover {
 public:
  // Takes the place of a successor that still waits.
  void put(Successor successor) {
    const std::lock_guard lock(mutex_);
    successor_ = std::move(successor);
    waits_ = true;
  }
  // Cheap enough to be asked before every batch.
  bool waits() const { return waits_; }
  std::optional<Successor> take() {
    const std::lock_guard lock(mutex_);
    waits_ = false;
    return std::exchange(successor_, std::nullopt);
  }

 private:
  std::atomic<bool> waits_ = false;
  std::mutex mutex_;
  std::optional<Successor> successor_;
};

}  // namespace yuqing
