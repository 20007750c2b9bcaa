// See lanes.h.
#include "pipeline/lanes.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cassert>
#include <span>

#include "pipeline/errors.h"
#include "pipeline/snapshot.h"
#include "pipeline/store.h"

namespace yuqing {

std::uint64_t Counters::rejected() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kVerdicts; i++) {
    sum += is_rejected(static_cast<Verdict>(i)) ? verdicts[i] : 0;
  }
  return sum;
}

std::uint64_t Counters::filtered() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kVerdicts; i++) {
    sum += is_filtered(static_cast<Verdict>(i)) ? verdicts[i] : 0;
  }
  return sum;
}

void Counters::add(const Counters& other) {
  consumed += other.consumed;
  late += other.late;
  duplicate += other.duplicate;
  retracted += other.retracted;
  replaced += other.replaced;
  lost += other.lost;
  cut += other.cut;
  for (std::size_t i = 0; i < kVerdicts; i++) {
    verdicts[i] += other.verdicts[i];
  }
}

bool has_caught_up(const Lane& lane) {
  return lane.end != kNoOffset && lane.next >= std::min(lane.first_end, lane.end);
}

std::int64_t passed(const Lane& lane, const Windowing& windowing) {
  if (!windowing.lateness || lane.newest_event_ms == kNoTime) {
    return INT64_MIN;
  }
  return lane.newest_event_ms - windowing.lateness->count();
}

Lanes::Lanes(Windowing windowing, TagTable tags, Store* store)
    : windowing_(windowing), tags_(std::move(tags)), store_(store) {}

// The newest sound snapshot; a damaged one is skipped, and the log says so.
std::optional<Lane> Lanes::restored(const LaneKey& key) const {
  if (store_ == nullptr) {
    return std::nullopt;
  }
  const std::vector<std::string> snapshots = store_->load(key);
  for (const std::string& snapshot : snapshots) {
    std::string damage;
    std::optional<Lane> lane = decode_lane(snapshot, key, windowing_, tags_, damage);
    if (lane) {
      return lane;
    }
    spdlog::warn("snapshot of {}/{} cannot be used ({}); trying the one before", key.source,
                 key.partition, damage);
  }
  if (!snapshots.empty()) {
    throw StoreError("no snapshot of " + key.source + "/" + std::to_string(key.partition) +
                     " can be used; restore the state folder from a backup, or remove the "
                     "partition's files to count it from its start position");
  }
  return std::nullopt;
}

std::uint32_t Lanes::open(const LaneKey& key) {
  std::optional<Lane> found = restored(key);
  Lane lane = found ? std::move(*found) : Lane();
  if (!found) {
    lane.key = key;
    lane.ids = IdSet(windowing_.ids);
    lane.ledger = Ledger(std::min(windowing_.retractable, windowing_.ids));
    lane.totals.resize(tags_.names().size());
  }
  lane.open = true;
  const std::lock_guard lock(mutex_);
  lanes_.push_back(std::make_unique<Lane>(std::move(lane)));
  return static_cast<std::uint32_t>(lanes_.size() - 1);
}

void Lanes::close(std::uint32_t lane) {
  const std::lock_guard lock(mutex_);
  // Letters that wait for a sink look at the key.
  Lane closed;
  closed.key = std::move(lanes_[lane]->key);
  *lanes_[lane] = std::move(closed);
}

void Lanes::adopt(TagTable tags) {
  const std::lock_guard lock(mutex_);
  assert(std::ranges::equal(tags_.names(), std::span(tags.names()).first(tags_.names().size())));
  tags_ = std::move(tags);
  for (const std::unique_ptr<Lane>& lane : lanes_) {
    if (lane->open) {
      lane->totals.resize(tags_.names().size());
    }
  }
}

std::vector<std::uint32_t> Lanes::owned() const {
  std::vector<std::uint32_t> found;
  for (std::size_t i = 0; i < lanes_.size(); i++) {
    if (lanes_[i]->open) {
      found.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return found;
}

}  // namespace yuqing
