// See topic_lack.h.
#include "operators/topic_lack.h"

#include <algorithm>

namespace yuqing {
namespace {

constexpr std::size_t kLongestList = 4;

// How far a part of a query is from being true.
struct Distance {
  std::size_t missing = 0;
  std::size_t present = 0;  // terms that stand in the post and help
  std::string what = {};
};

class Measure {
 public:
  Measure(const TopicRule& rule, const TopicPost& post)
      : rule_(rule),
        post_(post),
        inherits_(rule.repost != Repost::own),
        standing_(naive_evidence(rule, post, inherits_).standing) {}

  Distance of(const Query& query) const {
    switch (query.op) {
      case Query::Op::leaf:
        return stands(query.leaf) ? Distance{.present = 1}
                                  : Distance{.missing = 1, .what = shown(query)};
      case Query::Op::any:
        return of_any(query);
      case Query::Op::all:
        return of_all(query);
      case Query::Op::none:
        return of(query.children[0]).missing == 0 ? Distance{.missing = 1, .what = shown(query)}
                                                  : Distance();
      case Query::Op::near:
      case Query::Op::ordered:
        return of_near(query);
    }
    return {};
  }

 private:
  bool stands(std::uint32_t leaf) const { return std::ranges::binary_search(standing_, leaf); }

  // The child that is nearest, and of those the one with most terms in the post. Where nothing
  // but the choice is missing, all of it is.
  Distance of_any(const Query& query) const {
    Distance best{.missing = SIZE_MAX};
    for (const Query& child : query.children) {
      Distance found = of(child);
      if (found.missing < best.missing ||
          (found.missing == best.missing && found.present > best.present)) {
        best = std::move(found);
      }
    }
    if (best.missing == 1 && best.present == 0) {
      best.what = shown(query);
    }
    return best;
  }

  Distance of_all(const Query& query) const {
    Distance sum;
    for (const Query& child : query.children) {
      const Distance found = of(child);
      sum.missing += found.missing;
      sum.present += found.present;
      if (found.missing > 0) {
        sum.what += (sum.what.empty() ? "" : " & ") + found.what;
      }
    }
    return sum;
  }

  // Both sides may stand, but too far apart.
  Distance of_near(const Query& query) const {
    const Distance left = of(query.children[0]);
    const Distance right = of(query.children[1]);
    Distance sum{.missing = left.missing + right.missing,
                 .present = left.present + right.present,
                 .what = left.missing > 0 ? left.what : right.what};
    if (sum.missing == 0) {
      TopicRule alone = rule_;
      alone.match = query;
      alone.none.clear();
      if (!naive_evidence(alone, post_, inherits_).is_matched) {
        sum.missing = 1;
        sum.what = shown(query);
      }
    }
    return sum;
  }

  // A list of many terms is cut.
  std::string shown(const Query& query) const {
    if (query.op != Query::Op::any || query.children.size() <= kLongestList) {
      return written(query, rule_.leaves);
    }
    Query first = query;
    first.children.resize(kLongestList);
    return written(first, rule_.leaves) + " | … (" + std::to_string(query.children.size()) + ")";
  }

  const TopicRule& rule_;
  const TopicPost& post_;
  const bool inherits_;
  const std::vector<std::uint32_t> standing_;
};

}  // namespace

TopicLack lack_of(const TopicRule& rule, const TopicPost& post) {
  const Distance distance = Measure(rule, post).of(rule.match);
  const bool helpless = distance.present == 0 && distance.missing > 0;
  return {.things = helpless ? distance.missing + 1 : distance.missing, .what = distance.what};
}

}  // namespace yuqing
