// What a lane's posts talk of: hashtags and terms, by topic, in stretches of event time.
//
// A stretch is kTrendWindows windows; the newest kTrendStretches are kept, by the lane's event
// time. A post counts in its own stretch, however late it comes, as long as that one is kept. A
// post that is ahead of the lane's event time counts in none. Nothing is taken back.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "pipeline/batch.h"
#include "pipeline/tally.h"

namespace yuqing {

class Lanes;

inline constexpr std::int64_t kTrendWindows = 10;
inline constexpr std::int64_t kTrendStretches = 7;

// How many keys are counted, over all posts and of a topic.
inline constexpr std::array<std::size_t, 2> kHashtagBounds = {1024, 128};
inline constexpr std::array<std::size_t, 2> kTermBounds = {4096, 512};

struct Trend {
  explicit Trend(Tag tag)
      : hashtags(kHashtagBounds.at(tag == kAllPosts ? 0 : 1)),
        terms(kTermBounds.at(tag == kAllPosts ? 0 : 1)) {}

  void add(const Post& post, const Batch& batch);
  void add(const Trend& other);
  bool operator==(const Trend&) const = default;

  std::uint64_t posts = 0;    // that count, of all kinds
  std::uint64_t sampled = 0;  // those of them whose terms count
  Tally hashtags;
  Tally terms;
};

// Topics in order of their first post in the stretch; the first is kAllPosts. No entities.
class TrendStretch {
 public:
  Trend& operator[](Tag tag);
  const Trend* find(Tag tag) const;  // null: none
  void add(const Post& post, const Batch& batch);

  struct Tagged {
    Tag tag = kAllPosts;
    Trend trend;
  };
  const std::vector<Tagged>& trends() const { return trends_; }

 private:
  std::vector<Tagged> trends_;
  std::vector<std::uint16_t> places_;  // by tag: 1 + index into trends_, 0 for none
};

class Trends {
 public:
  // A post that counts. `newest_ms` is the lane's event time, this post included.
  void add(const Post& post, const Batch& batch, std::int64_t window_ms, std::int64_t newest_ms);

  const std::map<std::int64_t, TrendStretch>& stretches() const { return stretches_; }  // by start
  TrendStretch& put(std::int64_t start) { return stretches_[start]; }  // for who reads a snapshot

 private:
  std::map<std::int64_t, TrendStretch> stretches_;
};

// Start of the stretch that holds a time, and its length.
std::int64_t stretch_start(std::int64_t time_ms, std::int64_t window_ms);
constexpr std::int64_t stretch_ms(std::int64_t window_ms) {
  return kTrendWindows * window_ms;
}

// Starts of the stretches that any lane keeps, ascending. The caller holds the lanes' mutex, here
// and below.
std::vector<std::int64_t> trend_starts(const Lanes& lanes);

// All lanes' posts of a tag in the stretches that begin from `from_ms` on and before `before_ms`.
Trend merged_trend(const Lanes& lanes, Tag tag, std::int64_t from_ms, std::int64_t before_ms);

}  // namespace yuqing
