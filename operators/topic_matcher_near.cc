// How a TopicMatcher judges nearness; see topic_matcher.h.
#include <algorithm>

#include "operators/topic_matcher.h"

namespace yuqing {
namespace {

bool is_letter(CharClass c) {
  return c == CharClass::lower || c == CharClass::upper;
}

// Whether a character begins a unit of distance. A Han character and a mark are one each, and so is
// a run of letters or of digits; a blank is none.
bool begins_unit(const NormalText& text, std::size_t at, std::size_t from) {
  const CharClass c = text.classes[at];
  if (c == CharClass::blank) {
    return false;
  }
  if (at == from || (!is_letter(c) && c != CharClass::digit)) {
    return true;
  }
  const CharClass before = text.classes[at - 1];
  return is_letter(c) ? !is_letter(before) : before != CharClass::digit;
}

bool is_within(const NormalText& text, std::size_t begin, std::size_t end, std::size_t distance) {
  std::size_t units = 0;
  for (std::size_t at = begin; at < end; at++) {
    units += begins_unit(text, at, begin) ? 1 : 0;
    if (units > distance) {
      return false;
    }
  }
  return true;
}

}  // namespace

// For a topic that looks at #...# only, each is a text of its own; for one that looks at the words
// between them only, these are. Where it looks at a whole chain or root, that is one text.
std::uint32_t TopicMatcher::piece_of(const Hit& hit, Places places) const {
  const bool is_whole = (places & hit.places & ~kUsualPlaces) != 0;
  if (is_whole || (places & kUsualPlaces) == kUsualPlaces) {
    return 0;
  }
  return tags_before(stretches_[hit.stretch], hit.begin);
}

void TopicMatcher::collect(NodeId node, std::vector<Side>& side) {
  side.clear();
  for (const LeafId id : plan_.nodes[node].leaves) {
    const Leaf& leaf = plan_.leaves[id];
    const Finder& finder = plan_.finders[leaf.finder];
    // A whole tag or name stands by itself, next to nothing.
    if (!stands(id) || (finder.is != Pattern::Is::term && finder.is != Pattern::Is::regex)) {
      continue;
    }
    for (std::uint32_t at = found_[leaf.finder].first; at != 0; at = hits_[at - 1].next) {
      const Hit& hit = hits_[at - 1];
      if ((hit.places & leaf.places) != 0) {
        side.push_back({.stretch = hit.stretch,
                        .piece = piece_of(hit, leaf.places),
                        .begin = hit.begin,
                        .end = hit.end});
      }
    }
  }
  std::ranges::sort(side, [](const Side& a, const Side& b) {
    return a.stretch != b.stretch ? a.stretch < b.stretch : a.begin < b.begin;
  });
}

// Whether one of the first is so closely before one of the second. Of those that follow a place
// only the nearest counts, as all are in order.
bool TopicMatcher::follows(const std::vector<Side>& firsts, const std::vector<Side>& seconds,
                           std::size_t distance) const {
  return std::ranges::any_of(firsts, [&](const Side& first) {
    const auto next = std::ranges::partition_point(seconds, [&](const Side& second) {
      return second.stretch != first.stretch ? second.stretch < first.stretch
                                             : second.begin < first.end;
    });
    return next != seconds.end() && next->stretch == first.stretch && next->piece == first.piece &&
           is_within(stretches_[first.stretch].text, first.end, next->begin, distance);
  });
}

bool TopicMatcher::is_near(const Node& node) {
  collect(node.children[0], left_);
  collect(node.children[1], right_);
  return follows(left_, right_, node.distance) ||
         (node.op == Query::Op::near && follows(right_, left_, node.distance));
}

}  // namespace yuqing
