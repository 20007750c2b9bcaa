// See window.h.
#include "pipeline/window.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace yuqing {
namespace {

template <std::size_t size>
void add_to(std::array<std::uint64_t, size>& sums, const std::array<std::uint64_t, size>& more) {
  for (std::size_t i = 0; i < size; i++) {
    sums[i] += more[i];
  }
}

template <std::size_t size>
void take_from(std::array<std::uint64_t, size>& sums, const std::array<std::uint64_t, size>& part) {
  for (std::size_t i = 0; i < size; i++) {
    sums[i] -= part[i];
  }
}

void add_gaps(std::array<std::uint64_t, kGaps>& gaps, const Post& post) {
  gaps[static_cast<std::size_t>(Gap::truncated)] += post.truncated ? 1 : 0;
  gaps[static_cast<std::size_t>(Gap::coarse_time)] +=
      post.precision == TimePrecision::second ? 0 : 1;
  gaps[static_cast<std::size_t>(Gap::no_author)] += post.author_id == 0 ? 1 : 0;
}

void add_traces_to(TaggedCell& found, const Post& post, Sentiment sentiment, bool keeps_examples) {
  if (post.kind == Kind::notice) {
    return;
  }
  found.authors.add(post.author_id);
  if (!is_opinion(post.kind)) {
    return;
  }
  found.gists.add(post.gist);
  if (keeps_examples) {
    found.examples.add(sentiment, post.id);
  }
}

}  // namespace

bool is_wordless(const Post& post) {
  return is_opinion(post.kind) && post.gist == 0;
}

void Cell::add(const Post& post) {
  kinds[static_cast<std::size_t>(post.kind)]++;
  if (post.kind == Kind::notice) {
    return;
  }
  reach += post.reach;
  add_gaps(gaps, post);
  if (is_opinion(post.kind)) {
    posts[static_cast<std::size_t>(post.sentiment)]++;
    emotions[static_cast<std::size_t>(post.emotion)]++;
    (post.score > 0 ? score_positive : score_negative) +=
        static_cast<std::uint64_t>(std::abs(post.score));
    opposed += post.opposed ? 1 : 0;
  }
  if (post.has_quoted) {
    quoted[static_cast<std::size_t>(post.quoted_sentiment)]++;
  }
}

void Cell::add(const Post& post, Sentiment sentiment) {
  kinds[static_cast<std::size_t>(post.kind)]++;
  if (post.kind == Kind::notice) {
    return;
  }
  reach += post.reach;
  add_gaps(gaps, post);
  if (is_opinion(post.kind)) {
    posts[static_cast<std::size_t>(sentiment)]++;
  }
}

void Cell::add(const Cell& other) {
  add_to(kinds, other.kinds);
  add_to(posts, other.posts);
  add_to(emotions, other.emotions);
  add_to(quoted, other.quoted);
  add_to(gaps, other.gaps);
  score_positive += other.score_positive;
  score_negative += other.score_negative;
  reach += other.reach;
  opposed += other.opposed;
}

void Cell::subtract(const Cell& part) {
  take_from(kinds, part.kinds);
  take_from(posts, part.posts);
  take_from(emotions, part.emotions);
  take_from(quoted, part.quoted);
  take_from(gaps, part.gaps);
  score_positive -= part.score_positive;
  score_negative -= part.score_negative;
  reach -= part.reach;
  opposed -= part.opposed;
}

std::uint64_t Cell::total() const {
  return std::accumulate(kinds.begin(), kinds.end(), std::uint64_t{0});
}

std::uint64_t Cell::opinions() const {
  return std::accumulate(posts.begin(), posts.end(), std::uint64_t{0});
}

TaggedCell& Cells::operator[](Tag tag) {
  if (tag >= places_.size()) {
    places_.resize(tag + std::size_t{1});
  }
  if (places_[tag] == 0) {
    // A replay holds many windows of some dozen cells: doubling would waste a third of its memory.
    if (cells_.size() == cells_.capacity()) {
      cells_.reserve(cells_.size() + cells_.size() / 4 + 4);
    }
    cells_.push_back({.tag = tag, .cell = {}, .authors = {}, .gists = {}, .examples = {}});
    places_[tag] = static_cast<std::uint16_t>(cells_.size());
  }
  return cells_[places_[tag] - std::size_t{1}];
}

std::uint64_t texts_of(const Cell& cell, const Gists& gists) {
  return std::min(gists.texts(), cell.opinions());
}

void Window::add(const Post& post, const Batch& batch, bool keeps_examples) {
  const bool no_words = is_wordless(post);
  const auto add_to = [&](Tag tag, Sentiment sentiment) -> Cell& {
    TaggedCell& found = cells[tag];
    add_traces_to(found, post, sentiment, keeps_examples);
    if (no_words) {
      found.gists.add_wordless();
    }
    return found.cell;
  };
  add_to(kAllPosts, post.sentiment).add(post);
  for (const Tag topic : batch.topics_of(post)) {
    add_to(topic, post.sentiment).add(post);
  }
  for (const TagOpinion& opinion : batch.opinions_of(post)) {
    add_to(opinion.entity, opinion.sentiment).add(post, opinion.sentiment);
  }
}

void Window::add_traces(const Post& post, const Batch& batch, bool keeps_examples) {
  add_traces_to(cells[kAllPosts], post, post.sentiment, keeps_examples);
  for (const Tag topic : batch.topics_of(post)) {
    add_traces_to(cells[topic], post, post.sentiment, keeps_examples);
  }
  for (const TagOpinion& opinion : batch.opinions_of(post)) {
    add_traces_to(cells[opinion.entity], post, opinion.sentiment, keeps_examples);
  }
}

}  // namespace yuqing
