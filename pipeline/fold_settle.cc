// Making everything durable: sinks, then the store, then the source. See fold.h.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "pipeline/errors.h"
#include "pipeline/fold.h"
#include "pipeline/snapshot.h"

namespace yuqing {
namespace {

using Clock = std::chrono::steady_clock;

// Rows handed to the sinks at once.
constexpr std::size_t kMostRows = 32'768;
// Dead letters held back at most before they are written out of turn.
constexpr std::size_t kMostLetterBytes = std::size_t{4} << 20;
// A replay holds every window to the end, and a snapshot of them all takes its time: the next one
// comes this many times later, so that snapshots take a tenth of a replay at most.
constexpr int kRest = 9;
// A disk that refuses is asked again this often. Counting goes on meanwhile, as far as memory for
// dead letters and for windows goes that could not be written.
constexpr std::chrono::seconds kAskAgain{1};
constexpr std::size_t kMostRefusedLetterBytes = 16 * kMostLetterBytes;
constexpr std::size_t kMostRefusedWindows = 1024;
// A disk may take so long before it is called slow.
constexpr std::chrono::seconds kSlow{5};

}  // namespace

void Fold::settle_in_turn(Clock::time_point now) {
  if (settled_at_ == Clock::time_point{}) {
    settled_at_ = now;
    return;
  }
  const Clock::duration turn = std::max<Clock::duration>(parts_.interval, rest_);
  const Clock::duration pause =
      refused_.empty() ? turn : std::min<Clock::duration>(turn, kAskAgain);
  const bool too_much = letters_.size() > kMostLetterBytes && refused_.empty();
  if (now - settled_at_ < pause && !too_much) {
    return;
  }
  settled_at_ = now;
  const Clock::time_point begin = Clock::now();
  try_settle();
  rest_ = parts_.lanes.windowing().keep ? kRest * (Clock::now() - begin) : Clock::duration{};
}

bool Fold::try_settle() {
  if (parts_.health == nullptr) {
    settle();
    return true;
  }
  try {
    settle();
  } catch (const DiskRefuses& refusal) {
    tell_disk(refusal.what());
    return false;
  }
  return true;
}

void Fold::settle() {
  const auto tell_if_slow = [this](std::string_view reason) {
    if (parts_.health != nullptr) {
      parts_.health->report_from("slow_disk", reason, Clock::now() + kSlow);
    }
  };
  tell_if_slow(
      "windows and snapshots have been on their way to state.dir and the sinks for more than "
      "5 s; nothing is counted until they are durable");
  try {
    make_durable();
  } catch (...) {
    parts_.metrics.snapshot_failed();
    tell_if_slow("");
    throw;
  }
  tell_if_slow("");
  tell_disk("");
  windows_settled_ = windows_held();
}

// Once for each kind of refusal, not for each attempt.
void Fold::tell_disk(const std::string& reason) {
  if (reason == refused_) {
    return;
  }
  if (reason.empty()) {
    spdlog::info("the disk takes what is written again; everything is durable");
  } else {
    spdlog::warn("{}; counting goes on, nothing is committed meanwhile", reason);
  }
  refused_ = reason;
  if (parts_.health != nullptr) {
    parts_.health->report("disk", reason);
  }
}

bool Fold::is_full() const {
  return !refused_.empty() && (letters_.size() > kMostRefusedLetterBytes ||
                               windows_held() > windows_settled_ + kMostRefusedWindows);
}

std::size_t Fold::windows_held() const {
  std::size_t windows = 0;
  for (const std::uint32_t lane : parts_.lanes.owned()) {
    windows += parts_.lanes[lane].windows.size();
  }
  return windows;
}

void Fold::make_durable() {
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
  parts_.metrics.snapshot_done(std::chrono::steady_clock::now() - begin, bytes);
}

}  // namespace yuqing
