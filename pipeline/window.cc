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

std::uint64_t author_of(const Post& post) {
  return post.kind == Kind::notice ? 0 : post.author_id;
}

}  // namespace

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
    cells_.push_back({.tag = tag, .cell = {}, .authors = {}});
    places_[tag] = static_cast<std::uint16_t>(cells_.size());
  }
  return cells_[places_[tag] - std::size_t{1}];
}

void Window::add(const Post& post, const Batch& batch) {
  const std::uint64_t author = author_of(post);
  const auto add_to = [&](Tag tag) {
    TaggedCell& found = cells[tag];
    found.cell.add(post);
    found.authors.add(author);
  };
  add_to(kAllPosts);
  std::ranges::for_each(batch.topics_of(post), add_to);
  for (const TagOpinion& opinion : batch.opinions_of(post)) {
    TaggedCell& found = cells[opinion.entity];
    found.cell.add(post, opinion.sentiment);
    found.authors.add(author);
  }
}

void Window::add_authors(const Post& post, const Batch& batch) {
  const std::uint64_t author = author_of(post);
  cells[kAllPosts].authors.add(author);
  for (const Tag topic : batch.topics_of(post)) {
    cells[topic].authors.add(author);
  }
  for (const TagOpinion& opinion : batch.opinions_of(post)) {
    cells[opinion.entity].authors.add(author);
  }
}

}  // namespace yuqing
