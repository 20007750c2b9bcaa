// Event-time tumbling windows of one lane.
//
// Sums are integers, so adding is associative: the result does not depend on batch borders or on
// the number of threads. A window keeps a cell only for the tags that occurred in it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/authors.h"
#include "pipeline/batch.h"
#include "pipeline/examples.h"
#include "pipeline/gists.h"

namespace yuqing {

// What a count cannot see in a post: coverage figures of a cell.
enum class Gap : std::uint8_t {
  truncated,    // the platform shows more of the text than the record holds
  coarse_time,  // the time is not known to the second
  no_author,    // the record does not tell the author
};
inline constexpr std::size_t kGaps = 3;
inline constexpr std::array<std::string_view, kGaps> kGapNames = {"truncated", "coarse_time",
                                                                  "no_author"};

// Sums over posts. Every post adds to its kind; to sentiment, emotion and scores only one that is
// an opinion; a notice adds to nothing else. What stands together is added to together.
struct Cell {
  std::array<std::uint64_t, kKinds> kinds = {};        // by Kind
  std::array<std::uint64_t, kSentiments> posts = {};   // opinions by Sentiment
  std::array<std::uint64_t, kEmotions> emotions = {};  // opinions by Emotion
  std::uint64_t score_positive = 0;                    // sum of the positive scores, thousandths
  std::uint64_t score_negative = 0;                    // sum of the negative scores, without sign
  std::uint64_t reach = 0;                             // sum of the authors' followers
  std::uint64_t opposed = 0;                           // posts that contradict what they quote
  std::array<std::uint64_t, kSentiments> quoted = {};  // quoted texts by Sentiment
  std::array<std::uint64_t, kGaps> gaps = {};          // posts by Gap

  void add(const Post& post);
  // A post in the cell of an entity: its sentiment is what the post thinks of the entity, and
  // nothing of the rest is about the entity.
  void add(const Post& post, Sentiment sentiment);
  void add(const Cell& other);
  void subtract(const Cell& part);
  std::uint64_t total() const;     // posts of all kinds
  std::uint64_t opinions() const;  // those that have a sentiment
  bool operator==(const Cell&) const = default;
};

// Different texts of a cell's opinions; near-copies are one. Never more than there are opinions, so
// 1 - texts / opinions is the share of copies.
std::uint64_t texts_of(const Cell& cell, const Gists& gists);

// Whether a post should have words and has none: a picture, a link, an emoticon alone.
bool is_wordless(const Post& post);

struct TaggedCell {
  Tag tag = kAllPosts;
  Cell cell;
  Authors authors;  // everyone who posted, whether or not the post was taken back
  // Of opinions, as are the examples; what was taken back is among both.
  Gists gists;
  Examples examples;

  std::uint64_t texts() const { return texts_of(cell, gists); }
};

// Cells by tag, in order of appearance.
class Cells {
 public:
  // The cell of a tag, made if it is new. Finding one costs the same however many there are.
  TaggedCell& operator[](Tag tag);

  std::size_t size() const { return cells_.size(); }
  const TaggedCell& at(std::size_t i) const { return cells_.at(i); }
  auto begin() const { return cells_.begin(); }
  auto end() const { return cells_.end(); }

 private:
  std::vector<TaggedCell> cells_;
  std::vector<std::uint16_t> places_;  // by tag: 1 + index into cells_, 0 for none
};

struct Window {
  // A post in every cell that it belongs to.
  void add(const Post& post, const Batch& batch, bool keeps_examples = true);
  // Only what is never taken back: its author, its gist and it as an example. A notice is the
  // platform's: nobody posted it.
  void add_traces(const Post& post, const Batch& batch, bool keeps_examples = true);

  Cells cells;                // the first is kAllPosts
  std::int64_t version = 0;   // see WindowRow
  std::uint64_t scoring = 0;  // hash of the topics and the model that counted it last
  bool final = false;         // the lane has passed it
  bool changed = false;       // since it was last written to the sinks
};

// Start of the window that holds a time, also before 1970.
constexpr std::int64_t window_start(std::int64_t time_ms, std::int64_t size_ms) {
  const std::int64_t rest = time_ms % size_ms;
  return time_ms - (rest < 0 ? rest + size_ms : rest);
}

}  // namespace yuqing
