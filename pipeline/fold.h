// The fold: the one place with state.
//
// Batches come in the order in which the source filled them, one at a time. Each post goes to its
// lane, where its fate is decided against that lane alone: duplicate, late or counted, or it takes
// back or replaces what an earlier one added. From time
// to time, always between two batches, the fold makes everything durable: changed windows and dead
// letters go to the sinks, then snapshots to the store, and only then may offsets be committed.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/health.h"
#include "pipeline/lanes.h"
#include "pipeline/metrics.h"
#include "pipeline/sink.h"
#include "pipeline/source.h"
#include "pipeline/store.h"
#include "pipeline/witness.h"

namespace yuqing {

class Fold {
 public:
  struct Parts {
    Lanes& lanes;
    Source& source;
    Metrics& metrics;
    Store* store = nullptr;  // null: nothing survives the process
    std::vector<std::unique_ptr<Sink>> sinks;
    Witness* witness = nullptr;  // null: nobody looks on
    Health* health = nullptr;    // null: nobody waits for a disk that refuses
    std::chrono::milliseconds interval = std::chrono::seconds(10);  // between two snapshots
    std::uint64_t scoring = 0;  // hash of topics and model, kept in the snapshots
  };

  explicit Fold(Parts parts) : parts_(std::move(parts)) {}

  // Adds a batch up. Throws SinkError or StoreError when what is due cannot be made durable, but
  // for a disk that refuses counting goes on and is told as the health of "disk".
  void add(const Batch& batch);

  // Makes everything durable now. Called between two epochs, with nothing in flight.
  void settle();
  // The same, but false when a disk refuses and is waited for: nothing is lost then, and nothing
  // claimed.
  bool try_settle();
  // So much is held back because of a disk that no more may be counted. Try to settle.
  bool is_full() const;

  // From the next post on another scoring counts. Called between two epochs, after settle().
  void adopt(std::uint64_t scoring);

 private:
  void add_record(Lane& lane, const Record& record);
  void add_post(Lane& lane, const Record& record, const Post& post, const Batch& batch);
  Fate fate_of(Lane& lane, const Record& record, const Post& post, const Batch& batch);
  void count(Lane& lane, const Record& record, const Post& post, const Batch& batch);
  Fate take_back(Lane& lane, const Record& record, const Post& post);
  Fate replace(Lane& lane, const Record& record, const Post& post, const Batch& batch);
  Fate repeat(Lane& lane, const Record& record, const Post& post, const Batch& batch);
  static void move_event_time(Lane& lane, const Record& record, const Post& post);
  bool analytics() const { return parts_.lanes.windowing().analytics; }
  std::int64_t start_of(const Post& post) const;
  bool is_open(const Lane& lane, std::int64_t start) const;
  bool can_change(const Lane& lane, std::int64_t start) const;
  Window& changed_window(Lane& lane, const Record& record, std::int64_t start);
  void keep_dead_letter(const Lane& lane, const Record& record, Verdict reason, const Batch& batch);
  void settle_in_turn(std::chrono::steady_clock::time_point now);
  void make_durable();
  void tell_disk(const std::string& reason);
  std::size_t windows_held() const;
  void deliver();
  void add_rows(std::vector<WindowRow>& rows, const Lane& lane, std::int64_t start,
                const Window& window) const;
  void write(std::span<const WindowRow> rows, std::span<const DeadLetter> letters) const;
  void forget_passed();
  void snapshot();

  Parts parts_;
  std::chrono::steady_clock::time_point settled_at_{};
  std::chrono::steady_clock::duration rest_{};  // at least, before the next snapshot

  std::string refused_;              // what a disk said; empty: all is well
  std::size_t windows_settled_ = 0;  // held when all was durable last

  // Dead letters since the last delivery; their payloads stand behind each other in letters_.
  std::vector<DeadLetter> dead_letters_;
  std::vector<std::size_t> letter_begins_;
  std::string letters_;

  // The window that the last post fell into: neighbours in a log are neighbours in time.
  Lane* hot_lane_ = nullptr;
  std::int64_t hot_start_ = 0;
  Window* hot_window_ = nullptr;
};

}  // namespace yuqing
