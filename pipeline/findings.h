// Findings: what all lanes say together now.
//
// Now is the newest complete window: the one before the window that the newest post of all lanes
// falls into. Everything here is a function of the lanes alone, so the end of an archive gives the
// findings of the stream at that moment.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/bursts.h"
#include "pipeline/examples.h"
#include "pipeline/lanes.h"
#include "pipeline/rises.h"
#include "pipeline/shift.h"

namespace yuqing {

inline constexpr std::size_t kShownHashtags = 20;
inline constexpr std::size_t kShownRises = 10;
inline constexpr std::size_t kShownCauses = 5;
inline constexpr std::size_t kShownBursts = 5;
inline constexpr std::int64_t kRecentWindows = 60;
inline constexpr std::int64_t kStepWindows = 10;  // of a step of the past
inline constexpr std::int64_t kPastSteps = 144;

// A burst with what is said in it and was not said before. Without a cause where what was said has
// been forgotten.
struct LiveBurst {
  Burst burst;
  std::vector<Rise> hashtags;
  std::vector<Rise> terms;
};

// What was said over time, in steps of equal length; the last one holds the newest window.
struct Steps {
  std::int64_t start_ms = 0;
  std::int64_t step_ms = 0;
  std::vector<Point> points;
};

struct TopicFindings {
  Tag tag = kAllPosts;
  std::string id;
  Cell now;
  std::uint64_t authors = 0;  // distinct ones, in the window
  std::uint64_t texts = 0;    // different ones of the opinions; near-copies are one
  Examples examples;
  Cell previous;  // the window before
  Steps recent;
  Steps past;
  std::vector<LiveBurst> bursts;  // newest first
  std::optional<Shift> shift;     // nothing where there are too few opinions
  // Of the stretch of now and the one before it, beside the stretches before those.
  std::vector<Counted> hashtags;  // most posts first
  std::vector<Rise> rising;       // by falling z; a hashtag stands between two #

  // Nothing where no burst runs.
  const LiveBurst* running() const {
    return !bursts.empty() && bursts.front().burst.runs() ? &bursts.front() : nullptr;
  }
};

struct Findings {
  Counters counters;
  std::int64_t event_ms = kNoTime;  // newest event time
  std::uint64_t waiting = 0;        // records that the lanes' sources have and the lanes have not
  std::int64_t window_ms = 0;
  std::int64_t start_ms = kNoTime;    // of the newest complete window; kNoTime before any post
  std::vector<TopicFindings> topics;  // by tag, all posts first; entities are not among them
};

// Locks the lanes several times, for a few milliseconds each.
Findings findings_of(const Lanes& lanes);

// Finds again when there is something new, and not more often than people look. Thread-safe.
class Analyst {
 public:
  // `lanes` outlives it.
  explicit Analyst(const Lanes& lanes) : lanes_(lanes) {}

  Findings look();

 private:
  // What findings depend on, cheap to see.
  struct Mark {
    std::uint64_t consumed = 0;
    std::int64_t window = kNoTime;
    std::size_t lanes = 0;
    std::size_t tags = 0;
    bool operator==(const Mark&) const = default;
  };
  Mark mark() const;

  const Lanes& lanes_;
  std::mutex mutex_;  // guards what follows
  std::optional<Findings> found_;
  Mark seen_;
  std::chrono::steady_clock::time_point found_at_;
};

}  // namespace yuqing
