// What the newest posts of a lane added to its windows, so that it can be taken out again when a
// post is deleted or edited.
//
// Bounded, and forgets the oldest first. What it holds depends only on the order of what was
// added, so a post is taken back the same way live, in a replay and after a restart. Adding costs
// a few nanoseconds; the index by id is made when a lane first needs it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/window.h"

namespace yuqing {

// What one post added, and what became of it.
struct Contribution {
  std::uint64_t id = 0;
  std::int64_t start = 0;  // of its window
  std::uint64_t reach = 0;
  std::uint32_t labels = 0;  // where its labels begin in the ledger
  std::uint16_t topics = 0;  // how many labels are topics; they come first
  std::uint16_t opinions = 0;
  std::int16_t score = 0;
  Kind kind = Kind::original;
  Sentiment sentiment = Sentiment::neutral;
  Emotion emotion = Emotion::neutral;
  Sentiment quoted_sentiment = Sentiment::neutral;
  bool has_quoted = false;
  bool opposed = false;
  bool truncated = false;
  bool coarse_time = false;
  bool no_author = false;
  bool wordless = false;
  bool held = false;     // it is in the sums now
  bool awaited = false;  // it was edited or deleted before it came: its first form is still to come
};

// A topic, or an entity with what the post thinks of it.
struct Label {
  Tag tag = kAllPosts;
  Sentiment sentiment = Sentiment::neutral;  // of an opinion
};

class Ledger {
 public:
  // Holds at most `bound` contributions; with 0 nothing can be taken back.
  explicit Ledger(std::size_t bound) : bound_(bound) {}

  // Remembers what a post has added to the window that begins at `start`.
  void add(const Post& post, const Batch& batch, std::int64_t start, bool awaited);
  // Remembers that a post was deleted before it came.
  void await(std::uint64_t id);
  // Takes what a contribution added out of its window. Its traces stay.
  void take_out(Contribution& found, Window& window) const;
  // The first form of an awaited post has come.
  void arrived(Contribution& found);
  // Whether the post is awaited; whoever asks takes that over.
  bool pass_on(Contribution& found);

  // The newest contribution of an id, or null. Good until the next one is added.
  Contribution* find(std::uint64_t id);
  bool awaits_any() const { return awaited_ > 0; }

  // From oldest to newest; putting them behind each other makes the same ledger.
  std::size_t size() const { return ring_.size(); }
  const Contribution& at(std::size_t i) const { return ring_[(oldest_ + i) % ring_.size()]; }
  Label label(const Contribution& found, std::size_t i) const {
    return labels_[(found.labels + i) & (labels_.size() - 1)];
  }
  void put(Contribution added, std::span<const Label> labels);

 private:
  void remember(const Contribution& added);
  void forget_oldest();
  void append(Label label);
  std::size_t slot_of(std::uint64_t id) const;
  void make_index();
  void enter(std::size_t place);
  void strike(std::size_t place);

  std::size_t bound_;
  std::vector<Contribution> ring_;  // in order of addition, from oldest_ on, wrapping
  std::size_t oldest_ = 0;
  std::size_t awaited_ = 0;
  std::vector<Label> labels_;  // of the contributions behind each other; wraps, a power of two
  std::uint32_t first_label_ = 0;
  std::uint32_t next_label_ = 0;
  std::vector<std::uint32_t> slots_;  // by id: 1 + place in ring_, 0 is empty; open addressing
};

}  // namespace yuqing
