// Lanes: all state of the job, one lane for each input partition.
//
// What a lane holds is a function of its partition's log and of the configuration, and of nothing
// else. The fold changes lanes, one batch at a time, under mutex(); who reads them from another
// thread locks it too.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/history.h"
#include "pipeline/ids.h"
#include "pipeline/ledger.h"
#include "pipeline/sink.h"
#include "pipeline/tags.h"
#include "pipeline/trends.h"
#include "pipeline/window.h"

namespace yuqing {

class Store;

inline constexpr std::int64_t kNoOffset = -1;

// How event time is cut, from [window] of the configuration.
struct Windowing {
  std::chrono::milliseconds size = std::chrono::minutes(1);
  // A window is final once its lane has seen a post this much newer than its end. Nothing means
  // never: every post counts, however late.
  std::optional<std::chrono::milliseconds> lateness = std::chrono::minutes(10);
  std::size_t ids = std::size_t{1} << 20;  // post ids that a lane remembers against duplicates
  // How many of a lane's newest posts can be taken back; not more than ids.
  std::size_t retractable = std::size_t{1} << 16;
  bool keep = false;      // hold final windows to the end, for a replay
  bool analytics = true;  // keep trends, history and examples
};

// What became of the records of a lane: the terms of the law of conservation.
struct Counters {
  std::uint64_t consumed = 0;
  std::uint64_t late = 0;
  std::uint64_t duplicate = 0;
  std::array<std::uint64_t, kVerdicts> verdicts = {};  // verdicts[counted] are the counted posts

  // No terms of the law. The windows hold counted - retracted posts.
  std::uint64_t retracted = 0;  // of the deleted and tombstones: took a counted post back
  std::uint64_t replaced = 0;   // of the edited: counted in the place of the earlier form

  // Of offsets, not of posts: what the log no longer held when it was to be read.
  std::uint64_t lost = 0;  // gone unread, with the oldest part of the log
  std::uint64_t cut = 0;   // read before, and then the log ended in front of them

  std::uint64_t counted() const { return verdicts[0]; }
  std::uint64_t rejected() const;
  std::uint64_t filtered() const;
  void add(const Counters& other);
};

struct Lane {
  LaneKey key;
  bool open = false;
  std::uint64_t scoring = 0;              // hash of topics and model that counted it last
  std::int64_t next = kNoOffset;          // last folded offset + 1; kNoOffset: never read
  std::int64_t base = 0;                  // offsets of logs before this one; for versions
  std::int64_t end = kNoOffset;           // end of the partition as the source last saw it
  std::int64_t first_end = kNoOffset;     // and as it saw it first
  bool stalled = false;                   // as the source last saw it, LaneEnd
  std::int64_t first_event_ms = kNoTime;  // oldest and newest time of a counted post
  std::int64_t newest_event_ms = kNoTime;
  std::map<std::int64_t, Window> windows;  // by start
  std::int64_t newest_log_ms = kNoTime;    // when the log received the newest record folded here
  std::uint64_t changes = 0;               // records folded since the last snapshot
  IdSet ids{0};
  Ledger ledger{0};
  Trends trends;
  History history;
  Counters counters;
  std::vector<Cell> totals;  // by tag, over all windows ever
};

// Whether it has read all that stood there when it was opened. False before the source tells ends.
bool has_caught_up(const Lane& lane);

// Everything that ends at or before this time is final in the lane.
std::int64_t passed(const Lane& lane, const Windowing& windowing);

class Lanes {
 public:
  // `store` may be null: nothing is kept then. It outlives the lanes.
  Lanes(Windowing windowing, TagTable tags, Store* store);

  // The lane of a partition, restored from its newest snapshot if there is one. The caller holds
  // no lock; nothing is in flight. Throws StoreError when a snapshot exists but does not fit.
  std::uint32_t open(const LaneKey& key);
  // Forgets a lane; its index is not used again.
  void close(std::uint32_t lane);
  // More tags, behind those that are there already; the sums of the new ones are zero. The caller
  // holds no lock; nothing is in flight.
  void adopt(TagTable tags);

  Lane& operator[](std::uint32_t lane) { return *lanes_[lane]; }
  const Lane& operator[](std::uint32_t lane) const { return *lanes_[lane]; }
  std::vector<std::uint32_t> owned() const;  // indexes of open lanes, ascending

  const Windowing& windowing() const { return windowing_; }
  const TagTable& tags() const { return tags_; }
  std::mutex& mutex() const { return mutex_; }

 private:
  std::optional<Lane> restored(const LaneKey& key) const;

  const Windowing windowing_;
  TagTable tags_;
  Store* const store_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace yuqing
