// Making everything durable: sinks, then the store, then the source. See fold.h.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "pipeline/fold.h"
#include "pipeline/snapshot.h"

namespace yuqing {
namespace {

// Rows handed to the sinks at once.
constexpr std::size_t kMostRows = 32'768;

}  // namespace

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
                    .gists = &tagged.gists,
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

// Windows that are delivered and final are kept two windows longer, for yuqing_window_posts. Then
// their sums go to the history, whose end moves with event time.
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
      if (forget && analytics()) {
        lane.history.add(it->first, it->second);
      }
      it = forget ? lane.windows.erase(it) : std::next(it);
    }
    lane.history.forget_before(oldest_past(lane.newest_event_ms, size));
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
