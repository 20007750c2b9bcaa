// See window.h.
#include "pipeline/window.h"

namespace yuqing {

void Cell::add(const Post& post) {
  posts[static_cast<std::size_t>(post.sentiment)]++;
  if (post.score > 0) {
    score_positive += static_cast<std::uint64_t>(post.score);
  } else {
    score_negative += static_cast<std::uint64_t>(-post.score);
  }
  reach += post.reach;
}

void Cell::add(const Cell& other) {
  for (std::size_t i = 0; i < kSentiments; i++) {
    posts[i] += other.posts[i];
  }
  score_positive += other.score_positive;
  score_negative += other.score_negative;
  reach += other.reach;
}

// A post has few topics, and a window few of them that matter: a walk beats a map.
Cell& Window::cell_of(Tag tag) {
  for (TaggedCell& tagged : cells) {
    if (tagged.tag == tag) {
      return tagged.cell;
    }
  }
  cells.push_back({.tag = tag, .cell = {}});
  return cells.back().cell;
}

}  // namespace yuqing
