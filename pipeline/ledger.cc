// See ledger.h. The index is made like IdSet: linear probing, at most half full, and striking out
// shifts the followers back.
#include "pipeline/ledger.h"

#include <algorithm>
#include <bit>

#include "pipeline/mixed.h"

namespace yuqing {
namespace {

Contribution contribution_of(const Post& post) {
  return {.id = post.id,
          .reach = post.reach,
          .score = post.score,
          .kind = post.kind,
          .sentiment = post.sentiment,
          .emotion = post.emotion,
          .quoted_sentiment = post.quoted_sentiment,
          .has_quoted = post.has_quoted,
          .opposed = post.opposed,
          .truncated = post.truncated,
          .coarse_time = post.precision != TimePrecision::second,
          .no_author = post.author_id == 0,
          .wordless = is_wordless(post)};
}

// A post that adds to a cell exactly what the contribution added.
Post post_of(const Contribution& added) {
  Post post;
  post.reach = added.reach;
  post.score = added.score;
  post.kind = added.kind;
  post.sentiment = added.sentiment;
  post.emotion = added.emotion;
  post.quoted_sentiment = added.quoted_sentiment;
  post.has_quoted = added.has_quoted;
  post.opposed = added.opposed;
  post.truncated = added.truncated;
  post.precision = added.coarse_time ? TimePrecision::day : TimePrecision::second;
  post.author_id = added.no_author ? 0 : 1;
  return post;
}

}  // namespace

void Ledger::add(const Post& post, const Batch& batch, std::int64_t start, bool awaited) {
  if (bound_ == 0) {
    return;
  }
  Contribution added = contribution_of(post);
  added.start = start;
  added.held = true;
  added.awaited = awaited;
  added.labels = next_label_;
  added.topics = static_cast<std::uint16_t>(post.topics.size);
  added.opinions = static_cast<std::uint16_t>(post.opinions.size);
  for (const Tag topic : batch.topics_of(post)) {
    append({.tag = topic});
  }
  for (const TagOpinion& opinion : batch.opinions_of(post)) {
    append({.tag = opinion.entity, .sentiment = opinion.sentiment});
  }
  remember(added);
}

void Ledger::await(std::uint64_t id) {
  put({.id = id, .awaited = true}, {});
}

void Ledger::put(Contribution added, std::span<const Label> labels) {
  if (bound_ == 0) {
    return;
  }
  added.labels = next_label_;
  for (const Label label : labels) {
    append(label);
  }
  remember(added);
}

void Ledger::remember(const Contribution& added) {
  awaited_ += added.awaited ? 1 : 0;
  if (ring_.size() < bound_) {
    ring_.push_back(added);
    if (slots_.size() < 2 * ring_.size() && !slots_.empty()) {
      make_index();
    } else if (!slots_.empty()) {
      enter(ring_.size() - 1);
    }
    return;
  }
  forget_oldest();
  const std::size_t place = oldest_;
  oldest_ = oldest_ + 1 == bound_ ? 0 : oldest_ + 1;
  ring_[place] = added;
  if (!slots_.empty()) {
    enter(place);
  }
}

// Its place is the next to be taken.
void Ledger::forget_oldest() {
  const Contribution& oldest = ring_[oldest_];
  awaited_ -= oldest.awaited ? 1 : 0;
  first_label_ += oldest.topics + oldest.opinions;
  if (!slots_.empty()) {
    strike(oldest_);
  }
}

void Ledger::append(Label label) {
  if (next_label_ - first_label_ == labels_.size()) {
    std::vector<Label> more(std::max<std::size_t>(64, labels_.size() * 2));
    for (std::uint32_t at = first_label_; at != next_label_; at++) {
      more[at & (more.size() - 1)] = labels_[at & (labels_.size() - 1)];
    }
    labels_ = std::move(more);
  }
  labels_[next_label_ & (labels_.size() - 1)] = label;
  next_label_++;
}

void Ledger::take_out(Contribution& found, Window& window) const {
  const Post post = post_of(found);
  Cell part;
  part.add(post);
  const auto take_from = [&](Tag tag, const Cell& taken) {
    TaggedCell& held = window.cells[tag];
    held.cell.subtract(taken);
    if (found.wordless) {
      held.gists.take_wordless();
    }
  };
  take_from(kAllPosts, part);
  for (std::size_t i = 0; i < found.topics; i++) {
    take_from(label(found, i).tag, part);
  }
  for (std::size_t i = found.topics; i < std::size_t{found.topics} + found.opinions; i++) {
    const Label opinion = label(found, i);
    Cell about;
    about.add(post, opinion.sentiment);
    take_from(opinion.tag, about);
  }
  found.held = false;
}

void Ledger::arrived(Contribution& found) {
  found.awaited = false;
  awaited_--;
}

bool Ledger::pass_on(Contribution& found) {
  const bool was_awaited = found.awaited;
  if (was_awaited) {
    arrived(found);
  }
  return was_awaited;
}

Contribution* Ledger::find(std::uint64_t id) {
  if (ring_.empty()) {
    return nullptr;
  }
  if (slots_.empty()) {
    make_index();
  }
  const std::uint32_t place = slots_[slot_of(id)];
  return place == 0 ? nullptr : &ring_[place - 1];
}

std::size_t Ledger::slot_of(std::uint64_t id) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = mixed(id) & mask;
  while (slots_[slot] != 0 && ring_[slots_[slot] - 1].id != id) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

// From oldest to newest, so that the newest of an id is found.
void Ledger::make_index() {
  slots_.assign(std::bit_ceil(std::max<std::size_t>(64, 4 * ring_.size())), 0);
  for (std::size_t i = 0; i < ring_.size(); i++) {
    enter((oldest_ + i) % ring_.size());
  }
}

void Ledger::enter(std::size_t place) {
  slots_[slot_of(ring_[place].id)] = static_cast<std::uint32_t>(place + 1);
}

void Ledger::strike(std::size_t place) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = slot_of(ring_[place].id);
  if (slots_[hole] != place + 1) {
    return;  // the id has come again since
  }
  for (std::size_t next = (hole + 1) & mask; slots_[next] != 0; next = (next + 1) & mask) {
    const std::size_t home = mixed(ring_[slots_[next] - 1].id) & mask;
    if (((next - home) & mask) >= ((next - hole) & mask)) {
      slots_[hole] = slots_[next];
      hole = next;
    }
  }
  slots_[hole] = 0;
}

}  // namespace yuqing
