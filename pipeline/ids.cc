// See ids.h. Linear probing over a table that is at most half full; erasing shifts the followers
// back, so there are no tombstones and a lookup ends at the first empty slot.
#include "pipeline/ids.h"

#include <algorithm>

#include "pipeline/mixed.h"

namespace yuqing {

std::size_t IdSet::slot_of(std::uint64_t id) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = mixed(id) & mask;
  while (slots_[slot] != 0 && slots_[slot] != id) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void IdSet::grow() {
  std::vector<std::uint64_t> old(std::max<std::size_t>(64, slots_.size() * 2));
  old.swap(slots_);
  for (const std::uint64_t id : old) {
    if (id != 0) {
      slots_[slot_of(id)] = id;
    }
  }
}

void IdSet::erase(std::uint64_t id) {
  if (id == 0) {
    has_zero_ = false;
    return;
  }
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = slot_of(id);
  for (std::size_t next = (hole + 1) & mask; slots_[next] != 0; next = (next + 1) & mask) {
    const std::size_t home = mixed(slots_[next]) & mask;
    if (((next - home) & mask) >= ((next - hole) & mask)) {
      slots_[hole] = slots_[next];
      hole = next;
    }
  }
  slots_[hole] = 0;
}

bool IdSet::insert(std::uint64_t id) {
  if (bound_ == 0) {
    return true;
  }
  if (ring_.size() < bound_ && (ring_.size() + 1) * 2 > slots_.size()) {
    grow();
  }
  const std::size_t slot = id == 0 ? 0 : slot_of(id);
  if (id == 0 ? has_zero_ : slots_[slot] == id) {
    return false;
  }
  if (id == 0) {
    has_zero_ = true;
  } else {
    slots_[slot] = id;
  }
  if (ring_.size() < bound_) {
    ring_.push_back(id);
  } else {
    erase(ring_[oldest_]);
    ring_[oldest_] = id;
    oldest_ = (oldest_ + 1) % bound_;
  }
  return true;
}

void IdSet::prefetch(std::uint64_t id) const {
  if (!slots_.empty()) {
    __builtin_prefetch(&slots_[mixed(id) & (slots_.size() - 1)]);
  }
}

std::vector<std::uint64_t> IdSet::in_order() const {
  std::vector<std::uint64_t> ids(ring_.begin() + static_cast<std::ptrdiff_t>(oldest_), ring_.end());
  ids.insert(ids.end(), ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(oldest_));
  return ids;
}

}  // namespace yuqing
