// See fold.h.
#include "pipeline/fold.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cassert>

#include "pipeline/snapshot.h"

namespace yuqing {
namespace {

// Dead letters held back at most before they are written out of turn.
constexpr std::size_t kMostLetterBytes = std::size_t{4} << 20;
// Rows handed to the sinks at once.
constexpr std::size_t kMostRows = 32'768;
// How many posts ahead the set of ids is fetched into the cache.
constexpr std::size_t kAhead = 12;

// Everything that ends at or before this time is final in the lane.
std::int64_t passed(const Lane& lane, const Windowing& windowing) {
  if (!windowing.lateness || lane.newest_event_ms == kNoTime) {
    return INT64_MIN;
  }
  return lane.newest_event_ms - windowing.lateness->count();
}

// A notice is the platform's: nobody posted it.
void add_author(TaggedCell& found, const Post& post) {
  if (post.kind != Kind::notice) {
    found.authors.add(post.author_id);
  }
}

}  // namespace

void Fold::add(const Batch& batch) {
  {
    const std::lock_guard lock(parts_.lanes.mutex());
    for (const LaneEnd& seen : batch.ends) {
      parts_.lanes[seen.lane].end = seen.end;
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
  const bool due = batch.filled_at - settled_at_ >= parts_.interval;
  if (settled_at_ == std::chrono::steady_clock::time_point{}) {
    settled_at_ = batch.filled_at;
  } else if (due || letters_.size() > kMostLetterBytes) {
    settled_at_ = batch.filled_at;
    settle();
  }
}

void Fold::add_record(Lane& lane, const Record& record) {
  lane.next = std::max(lane.next, record.offset + 1);
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
    return Fate::not_counted;
  }
  if (!lane.ids.insert(post.id)) {
    lane.counters.duplicate++;
    return Fate::duplicate;
  }
  const Windowing& windowing = parts_.lanes.windowing();
  const std::int64_t size = windowing.size.count();
  if (window_start(post.time_ms, size) + size <= passed(lane, windowing)) {
    lane.counters.late++;
    return Fate::late;
  }
  count(lane, record, post, batch);
  return Fate::counted;
}

// A post cannot be written after the log received it, so a clock that runs ahead moves the lane's
// event time no further than the record's own log time.
void Fold::count(Lane& lane, const Record& record, const Post& post, const Batch& batch) {
  const std::int64_t ceiling = record.log_time_ms == kNoTime ? INT64_MAX : record.log_time_ms;
  lane.newest_event_ms = std::max(lane.newest_event_ms, std::min(post.time_ms, ceiling));
  lane.first_event_ms =
      lane.first_event_ms == kNoTime ? post.time_ms : std::min(lane.first_event_ms, post.time_ms);
  lane.counters.verdicts[static_cast<std::size_t>(Verdict::counted)]++;
  Window& window =
      window_of(lane, window_start(post.time_ms, parts_.lanes.windowing().size.count()));
  window.changed = true;
  window.version = record.offset + 1;
  window.scoring = parts_.scoring;
  const auto add_to = [&](Tag tag) {
    TaggedCell& found = window.cells[tag];
    found.cell.add(post);
    add_author(found, post);
    lane.totals[tag].add(post);
  };
  add_to(kAllPosts);
  std::ranges::for_each(batch.topics_of(post), add_to);
  for (const TagOpinion& opinion : batch.opinions_of(post)) {
    TaggedCell& found = window.cells[opinion.entity];
    found.cell.add(post, opinion.sentiment);
    add_author(found, post);
    lane.totals[opinion.entity].add(post, opinion.sentiment);
  }
}

Window& Fold::window_of(Lane& lane, std::int64_t start) {
  if (hot_lane_ != &lane || hot_start_ != start || hot_window_ == nullptr) {
    hot_lane_ = &lane;
    hot_start_ = start;
    hot_window_ = &lane.windows[start];
  }
  return *hot_window_;
}

void Fold::keep_dead_letter(const Lane& lane, const Record& record, Verdict reason,
                            const Batch& batch) {
  const std::string_view payload = batch.payload(record);
  letter_begins_.push_back(letters_.size());
  letters_.append(payload);
  dead_letters_.push_back({.lane = &lane.key,
                           .offset = record.offset,
                           .reason = reason,
                           .payload = payload,
                           .size = std::max<std::size_t>(record.log_size, payload.size())});
}

void Fold::settle() {
  deliver();
  snapshot();
  std::vector<Position> positions;
  for (const std::uint32_t lane : parts_.lanes.owned()) {
    if (parts_.lanes[lane].next != kNoOffset) {
      positions.push_back({.lane = lane, .next = parts_.lanes[lane].next});
    }
  }
  parts_.source.commit(positions);
}

// The lanes that the old scoring counted are the new one's without a warning: their rows and
// snapshots of the old one are written, and the log tells where the new one begins.
void Fold::adopt(std::uint64_t scoring) {
  for (const std::uint32_t index : parts_.lanes.owned()) {
    Lane& lane = parts_.lanes[index];
    if (lane.scoring == parts_.scoring) {
      lane.scoring = scoring;
    }
    spdlog::info("{}/{}: scoring {:016x} counts from offset {}", lane.key.source,
                 lane.key.partition, scoring, std::max<std::int64_t>(lane.next, 0));
  }
  parts_.scoring = scoring;
}

// Only the fold changes lanes, so it may read them without the lock while a sink takes its time.
void Fold::deliver() {
  for (std::size_t i = 0; i < dead_letters_.size(); i++) {
    dead_letters_[i].payload =
        std::string_view(letters_).substr(letter_begins_[i], dead_letters_[i].payload.size());
  }
  write({}, dead_letters_);
  dead_letters_.clear();
  letter_begins_.clear();
  letters_.clear();
  std::vector<WindowRow> rows;
  for (const std::uint32_t lane : parts_.lanes.owned()) {
    for (const auto& [start, window] : parts_.lanes[lane].windows) {
      add_rows(rows, parts_.lanes[lane], start, window);
      if (rows.size() > kMostRows) {
        write(rows, {});
        rows.clear();
      }
    }
  }
  write(rows, {});
  forget_passed();
}

void Fold::add_rows(std::vector<WindowRow>& rows, const Lane& lane, std::int64_t start,
                    const Window& window) const {
  const Windowing& windowing = parts_.lanes.windowing();
  const std::int64_t end = start + windowing.size.count();
  const bool final = end <= passed(lane, windowing);
  if (!window.changed && final == window.final) {
    return;
  }
  for (const TaggedCell& tagged : window.cells) {
    rows.push_back({.lane = &lane.key,
                    .start_ms = start,
                    .end_ms = end,
                    .topic = parts_.lanes.tags().names()[tagged.tag],
                    .cell = tagged.cell,
                    .authors = &tagged.authors,
                    .version = window.version,
                    .scoring = window.scoring,
                    .final = final});
  }
}

void Fold::write(std::span<const WindowRow> rows, std::span<const DeadLetter> letters) const {
  if (rows.empty() && letters.empty()) {
    return;
  }
  for (const std::unique_ptr<Sink>& sink : parts_.sinks) {
    sink->write({.windows = rows, .dead_letters = letters});
  }
}

// Windows that are delivered and final are kept two windows longer, for yuqing_window_posts.
void Fold::forget_passed() {
  const Windowing& windowing = parts_.lanes.windowing();
  const std::int64_t size = windowing.size.count();
  const std::lock_guard lock(parts_.lanes.mutex());
  hot_window_ = nullptr;
  for (const std::uint32_t index : parts_.lanes.owned()) {
    Lane& lane = parts_.lanes[index];
    const std::int64_t final_before = passed(lane, windowing);
    for (auto it = lane.windows.begin(); it != lane.windows.end();) {
      it->second.changed = false;
      it->second.final = it->first + size <= final_before;
      const bool forget =
          !windowing.keep && it->second.final && it->first + 3 * size <= lane.newest_event_ms;
      it = forget ? lane.windows.erase(it) : std::next(it);
    }
  }
}

void Fold::snapshot() {
  if (parts_.store == nullptr) {
    return;
  }
  const auto begin = std::chrono::steady_clock::now();
  std::size_t bytes = 0;
  try {
    for (const std::uint32_t index : parts_.lanes.owned()) {
      Lane& lane = parts_.lanes[index];
      if (lane.changes == 0) {
        continue;
      }
      if (lane.scoring != parts_.scoring && lane.scoring != 0) {
        spdlog::warn(
            "{}/{} was counted so far with other topics or another model; open windows mix both",
            lane.key.source, lane.key.partition);
      }
      lane.scoring = parts_.scoring;
      const std::string encoded = encode_lane(lane, parts_.lanes.windowing(), parts_.lanes.tags());
      parts_.store->save(lane.key, encoded);
      lane.changes = 0;
      bytes += encoded.size();
    }
  } catch (...) {
    parts_.metrics.snapshot_failed();
    throw;
  }
  parts_.metrics.snapshot_done(std::chrono::steady_clock::now() - begin, bytes);
}

}  // namespace yuqing
