// See fold.h.
#include "pipeline/fold.h"

#include <algorithm>
#include <cassert>

namespace yuqing {
namespace {

// How many posts ahead the set of ids is fetched into the cache.
constexpr std::size_t kAhead = 12;
}  // namespace

void Fold::add(const Batch& batch) {
  {
    const std::lock_guard lock(parts_.lanes.mutex());
    for (const LaneEnd& seen : batch.ends) {
      Lane& lane = parts_.lanes[seen.lane];
      lane.first_end = lane.end == kNoOffset ? seen.end : lane.first_end;
      lane.end = seen.end;
      lane.stalled = seen.stalled;
    }
    for (std::size_t i = 0; i < batch.posts.size(); i++) {
      if (i + kAhead < batch.posts.size()) {
        const Post& later = batch.posts[i + kAhead];
        parts_.lanes[batch.records[later.record].lane].ids.prefetch(later.id);
      }
      const Post& post = batch.posts[i];
      const Record& record = batch.records[post.record];
      add_post(parts_.lanes[record.lane], record, post, batch);
      const bool last = i + 1 == batch.posts.size() || batch.posts[i + 1].record != post.record;
      if (last) {
        add_record(parts_.lanes[record.lane], record);
      }
    }
  }
  settle_in_turn(batch.filled_at);
}

void Fold::add_record(Lane& lane, const Record& record) {
  lane.next = std::max(lane.next, record.offset + 1);
  lane.newest_log_ms = std::max(lane.newest_log_ms, record.log_time_ms);
  lane.changes++;
}

// A record below the lane's next offset was folded before: the log came again after a rewind.
void Fold::add_post(Lane& lane, const Record& record, const Post& post, const Batch& batch) {
  assert(lane.open);
  if (record.offset < lane.next) {
    return;
  }
  lane.counters.consumed++;
  const Fate fate = fate_of(lane, record, post, batch);
  if (parts_.witness != nullptr) {
    parts_.witness->see(post, record, fate, batch);
  }
}

Fate Fold::fate_of(Lane& lane, const Record& record, const Post& post, const Batch& batch) {
  if (post.verdict != Verdict::counted) {
    lane.counters.verdicts[static_cast<std::size_t>(post.verdict)]++;
    if (is_rejected(post.verdict)) {
      keep_dead_letter(lane, record, post.verdict, batch);
    }
    const bool removes = post.verdict == Verdict::deleted || post.verdict == Verdict::tombstone;
    return removes && post.id != 0 ? take_back(lane, record, post) : Fate::not_counted;
  }
  if (!lane.ids.insert(post.id)) {
    return post.change == Change::update ? replace(lane, record, post, batch)
                                         : repeat(lane, record, post, batch);
  }
  if (!is_open(lane, start_of(post))) {
    lane.counters.late++;
    return Fate::late;
  }
  count(lane, record, post, batch);
  return Fate::counted;
}

// A post cannot be written after the log received it, so a clock that runs ahead moves the lane's
// event time no further than the record's own log time.
void Fold::move_event_time(Lane& lane, const Record& record, const Post& post) {
  const std::int64_t ceiling = record.log_time_ms == kNoTime ? INT64_MAX : record.log_time_ms;
  lane.newest_event_ms = std::max(lane.newest_event_ms, std::min(post.time_ms, ceiling));
  lane.first_event_ms =
      lane.first_event_ms == kNoTime ? post.time_ms : std::min(lane.first_event_ms, post.time_ms);
}

void Fold::count(Lane& lane, const Record& record, const Post& post, const Batch& batch) {
  lane.counters.verdicts[static_cast<std::size_t>(Verdict::counted)]++;
  move_event_time(lane, record, post);
  const std::int64_t start = start_of(post);
  changed_window(lane, record, start).add(post, batch, analytics());
  if (analytics()) {
    lane.trends.add(post, batch, parts_.lanes.windowing().size.count(), lane.newest_event_ms);
  }
  lane.ledger.add(post, batch, start, post.change == Change::update);
  lane.totals[kAllPosts].add(post);
  for (const Tag topic : batch.topics_of(post)) {
    lane.totals[topic].add(post);
  }
  for (const TagOpinion& opinion : batch.opinions_of(post)) {
    lane.totals[opinion.entity].add(post, opinion.sentiment);
  }
}

std::int64_t Fold::start_of(const Post& post) const {
  return window_start(post.time_ms, parts_.lanes.windowing().size.count());
}

bool Fold::is_open(const Lane& lane, std::int64_t start) const {
  const Windowing& windowing = parts_.lanes.windowing();
  return start + windowing.size.count() > passed(lane, windowing);
}

// The window that this record changes.
Window& Fold::changed_window(Lane& lane, const Record& record, std::int64_t start) {
  if (hot_lane_ != &lane || hot_start_ != start || hot_window_ == nullptr) {
    hot_lane_ = &lane;
    hot_start_ = start;
    hot_window_ = &lane.windows[start];
  }
  hot_window_->changed = true;
  hot_window_->version = lane.base + record.offset + 1;
  hot_window_->scoring = parts_.scoring;
  return *hot_window_;
}

// A record of many posts is one letter, with the reason of its first bad post: else a large record
// of small bad ones would be written out a thousand times.
void Fold::keep_dead_letter(const Lane& lane, const Record& record, Verdict reason,
                            const Batch& batch) {
  if (!dead_letters_.empty() && dead_letters_.back().lane == &lane.key &&
      dead_letters_.back().offset == record.offset) {
    return;
  }
  const std::string_view payload = batch.payload(record);
  letter_begins_.push_back(letters_.size());
  letters_.append(payload);
  dead_letters_.push_back({.lane = &lane.key,
                           .offset = record.offset,
                           .reason = reason,
                           .payload = payload,
                           .size = std::max<std::size_t>(record.log_size, payload.size())});
}

}  // namespace yuqing
