// See topic_matcher.h.
#include "operators/topic_matcher.h"

#include <algorithm>
#include <tuple>

namespace yuqing {
namespace {

constexpr std::size_t kWordBits = 64;

}  // namespace

TopicMatcher::TopicMatcher(const TopicPlan& plan)
    : plan_(plan),
      words_(plan.leaves.size() / kWordBits + 1),
      found_(plan.finders.size()),
      called_at_(plan.rules.size()) {}

void TopicMatcher::match(Batch& batch, Post& post) {
  begin_post(batch, post);
  find_all();
  post.topics.begin = static_cast<std::uint32_t>(batch.tags.size());
  const auto judge = [&](std::uint32_t rule) {
    const PlannedRule& planned = plan_.rules[rule];
    if (is_true(planned.match) && !is_true(planned.none)) {
      batch.tags.push_back(planned.tag);
    }
  };
  std::ranges::for_each(called_, judge);
  std::ranges::for_each(plan_.always, judge);
  std::sort(batch.tags.begin() + post.topics.begin, batch.tags.end());
  post.topics.size = static_cast<std::uint32_t>(batch.tags.size()) - post.topics.begin;
}

void TopicMatcher::begin_post(const Batch& batch, const Post& post) {
  next_stamp();
  for (const std::uint32_t word : standing_) {
    words_[word] = 0;
  }
  standing_.clear();
  called_.clear();
  hits_.clear();
  stretches_.clear();
  tags_.clear();
  add_texts(batch, post);
  add_names(post);
}

void TopicMatcher::next_stamp() {
  stamp_++;
  if (stamp_ == 0) {  // after 2^32 posts old stamps would look new
    std::ranges::fill(found_, Found());
    std::ranges::fill(called_at_, 0);
    stamp_ = 1;
  }
}

void TopicMatcher::find_all() {
  for (std::uint32_t i = 0; i < stretches_.size(); i++) {
    literals_.clear();
    plan_.scan->scan(stretches_[i].text.chars, literals_);
    for (const LiteralHit& hit : literals_) {
      for (const FinderId id : plan_.finders_of[hit.literal]) {
        take(id, i, hit.begin);
      }
    }
  }
}

// A literal of the finder stands there.
void TopicMatcher::take(FinderId id, std::uint32_t stretch, std::size_t at) {
  const Finder& finder = plan_.finders[id];
  const Found& found = found_[id];
  if (found.stamp == stamp_ && found.is_complete && !finder.keeps_places && !keeps_all_) {
    return;
  }
  if (finder.is != Pattern::Is::term) {
    take_whole(id, stretch, at);
  } else if (const auto place = place_at(finder.term, stretches_[stretch].text, at)) {
    note(id, stretch, place->begin, place->end);
  }
}

void TopicMatcher::note(FinderId id, std::uint32_t stretch, std::size_t begin, std::size_t end) {
  const Stretch& in = stretches_[stretch];
  const std::uint32_t before = tags_before(in, begin);
  const Span tag = before == 0 ? Span() : tags_[in.first_tag + before - 1];
  const bool is_tagged = end <= tag.begin + tag.size;
  const Places places = is_tagged ? in.inside : in.outside;
  const Finder& finder = plan_.finders[id];
  if ((places & finder.places) == 0) {
    return;
  }
  Found& found = found_[id];
  if (found.stamp != stamp_) {
    found = {.stamp = stamp_, .looked = found.looked};
  }
  if (finder.keeps_places || keeps_all_) {
    hits_.push_back({.begin = static_cast<std::uint32_t>(begin),
                     .end = static_cast<std::uint32_t>(end),
                     .stretch = stretch,
                     .places = places});
    const auto number = static_cast<std::uint32_t>(hits_.size());
    (found.last == 0 ? found.first : hits_[found.last - 1].next) = number;
    found.last = number;
  }
  if ((places & ~found.places) != 0) {
    found.places |= places;
    found.is_complete = true;
    for (const LeafId leaf : finder.leaves) {
      if ((plan_.leaves[leaf].places & found.places) != 0) {
        stand(leaf);
      } else {
        found.is_complete = false;
      }
    }
  }
}

void TopicMatcher::stand(LeafId id) {
  const auto word = static_cast<std::uint32_t>(id / kWordBits);
  const std::uint64_t bit = std::uint64_t{1} << id % kWordBits;
  if ((words_[word] & bit) != 0) {
    return;
  }
  if (words_[word] == 0) {
    standing_.push_back(word);
  }
  words_[word] |= bit;
  for (const std::uint32_t rule : plan_.leaves[id].rules) {
    if (called_at_[rule] != stamp_) {
      called_at_[rule] = stamp_;
      called_.push_back(rule);
    }
  }
}

bool TopicMatcher::stands(LeafId leaf) {
  const FinderId finder = plan_.leaves[leaf].finder;
  if (plan_.finders[finder].is_lazy) {
    find_lazily(finder);
  }
  return (words_[leaf / kWordBits] >> leaf % kWordBits & 1) != 0;
}

bool TopicMatcher::is_true(NodeId id) {
  const Node& node = plan_.nodes[id];
  const auto holds = [this](NodeId child) { return is_true(child); };
  const auto has = [this](const LeafMask& mask) { return (words_[mask.word] & mask.bits) != 0; };
  switch (node.op) {
    case Query::Op::leaf:
    case Query::Op::any:
      return std::ranges::any_of(node.masks, has) ||
             std::ranges::any_of(node.lazy, [this](LeafId leaf) { return stands(leaf); }) ||
             std::ranges::any_of(node.children, holds);
    case Query::Op::all:
      return std::ranges::all_of(node.children, holds);
    case Query::Op::none:
      return std::ranges::none_of(node.children, holds);
    case Query::Op::near:
    case Query::Op::ordered:
      return std::ranges::all_of(node.children, holds) && is_near(node);
  }
  return false;
}

void TopicMatcher::add_entity_hits(std::uint32_t entity, FinderId id) {
  if (plan_.finders[id].is_lazy) {
    find_lazily(id);
  }
  const std::uint32_t first = found_[id].stamp == stamp_ ? found_[id].first : 0;
  for (std::uint32_t at = first; at != 0; at = hits_[at - 1].next) {
    const Hit& hit = hits_[at - 1];
    if ((hit.places & kUsualPlaces) != 0 && stretches_[hit.stretch].place == Place::text) {
      const std::uint32_t begin = stretches_[hit.stretch].begin;
      entity_hits_.push_back(
          {.entity = entity, .begin = begin + hit.begin, .end = begin + hit.end});
    }
  }
}

std::span<const EntityHit> TopicMatcher::entity_hits() {
  entity_hits_.clear();
  for (std::uint32_t entity = 0; entity < plan_.entities.size(); entity++) {
    for (const FinderId id : plan_.entities[entity]) {
      add_entity_hits(entity, id);
    }
  }
  std::ranges::sort(entity_hits_, [](const EntityHit& a, const EntityHit& b) {
    return std::tuple(a.begin, b.end, a.entity) < std::tuple(b.begin, a.end, b.entity);
  });
  return entity_hits_;
}

std::vector<TopicVerdict> TopicMatcher::explain(const Batch& batch, const Post& post) {
  keeps_all_ = true;
  begin_post(batch, post);
  find_all();
  for (FinderId id = 0; id < plan_.finders.size(); id++) {
    if (plan_.finders[id].is_lazy) {
      find_lazily(id);
    }
  }
  std::vector<TopicVerdict> verdicts;
  for (const PlannedRule& rule : plan_.rules) {
    verdicts.push_back(verdict_on(rule));
  }
  keeps_all_ = false;
  return verdicts;
}

TopicVerdict TopicMatcher::verdict_on(const PlannedRule& rule) {
  using Is = TopicVerdict::Is;
  TopicVerdict verdict{.topic = rule.topic, .is_inherited = rule.is_inherited, .hits = {}};
  if (is_true(rule.match)) {
    verdict.is = is_true(rule.none) ? Is::removed : Is::matched;
  } else if (is_near_miss(rule.match)) {
    verdict.is = Is::near_miss;
  }
  for (std::uint32_t leaf = 0; leaf < rule.leaves.size(); leaf++) {
    const Leaf& planned = plan_.leaves[rule.leaves[leaf]];
    const Found& found = found_[planned.finder];
    const std::uint32_t first = found.stamp == stamp_ ? found.first : 0;
    for (std::uint32_t at = first; at != 0; at = hits_[at - 1].next) {
      const Hit& hit = hits_[at - 1];
      const Stretch& in = stretches_[hit.stretch];
      if ((hit.places & planned.places) != 0) {
        verdict.hits.push_back({.leaf = leaf,
                                .place = in.place,
                                .begin = in.begin + hit.begin,
                                .end = in.begin + hit.end});
      }
    }
  }
  return verdict;
}

bool TopicMatcher::is_near_miss(NodeId id) {
  const Node& node = plan_.nodes[id];
  const auto holds = [this](NodeId child) { return is_true(child); };
  if (node.op == Query::Op::any) {
    return std::ranges::any_of(node.children, [this](NodeId child) { return is_near_miss(child); });
  }
  const auto size = static_cast<std::ptrdiff_t>(node.children.size());
  const std::ptrdiff_t count = std::ranges::count_if(node.children, holds);
  // The two sides of a nearness may stand, only too far apart.
  return node.op != Query::Op::none && size > 1 &&
         (count == size - 1 || (count == size && node.op != Query::Op::all));
}

}  // namespace yuqing
