// Event-time tumbling windows of one lane.
//
// Sums are integers, so adding is associative: the result does not depend on batch borders or on
// the number of threads. A window keeps a cell only for the tags that occurred in it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "pipeline/batch.h"

namespace yuqing {

// Sums over posts.
struct Cell {
  std::array<std::uint64_t, kSentiments> posts = {};  // by Sentiment
  std::uint64_t score_positive = 0;                   // sum of the positive scores, thousandths
  std::uint64_t score_negative = 0;                   // sum of the negative scores, without sign
  std::uint64_t reach = 0;                            // sum of the authors' followers

  void add(const Post& post);
  void add(const Cell& other);
  std::uint64_t total() const { return posts[0] + posts[1] + posts[2]; }
  bool operator==(const Cell&) const = default;
};

struct TaggedCell {
  Tag tag = kAllPosts;
  Cell cell;
};

struct Window {
  std::vector<TaggedCell> cells;  // cells[0] is kAllPosts; the others in order of appearance
  std::int64_t version = 0;       // see WindowRow
  bool final = false;             // the lane has passed it
  bool changed = false;           // since it was last written to the sinks

  Cell& cell_of(Tag tag);
};

// Start of the window that holds a time, also before 1970.
constexpr std::int64_t window_start(std::int64_t time_ms, std::int64_t size_ms) {
  const std::int64_t rest = time_ms % size_ms;
  return time_ms - (rest < 0 ? rest + size_ms : rest);
}

}  // namespace yuqing
