// See topic_naive.h.
#include "operators/topic_naive.h"

#include <algorithm>

#include "operators/normalize.h"
#include "operators/topic_naive_runs.h"
#include "operators/topic_regex.h"

namespace yuqing {
namespace {

using naive::Bytes;
using naive::mentions_of;
using naive::Run;
using naive::run_of;
using naive::split;
using naive::Tagged;
using naive::trimmed;
using naive::units_between;

struct Hit {
  std::size_t run = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// What stands behind the own words.
std::string_view chain_of(std::string_view text, std::string_view own) {
  const std::size_t begin =
      own.empty() ? 0 : static_cast<std::size_t>(own.data() - text.data()) + own.size();
  const std::size_t chain = std::min(text.find("//@", begin), text.find("//＠", begin));
  return chain == std::string_view::npos ? std::string_view() : text.substr(chain);
}

// What a topic looks at in one of its two ways.
class View {
 public:
  View(const TopicRule& rule, const TopicPost& post, bool inherits) : rule_(rule) {
    const std::string_view own = own_text(post.text);
    const std::string_view chain = chain_of(post.text, own);
    add(own, rule.places & kUsualPlaces, false);
    add(chain, inherits || has(Place::chain) ? bit(Place::chain) : 0, true);
    add(own_text(post.root), inherits || has(Place::root) ? bit(Place::root) : 0, true);
    runs_.push_back(run_of(post.author, rule.places & bit(Place::author), false));
    runs_.push_back(run_of(post.region, rule.places & bit(Place::region), false));
    std::vector<Run> names = mentions_of(own, false);
    std::ranges::move(names, std::back_inserter(mentions_));
    if (has(Place::mentions)) {
      runs_.insert(runs_.end(), mentions_.begin(), mentions_.end());
    }
  }

  std::vector<std::uint32_t> standing() const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t leaf = 0; leaf < rule_.leaves.size(); leaf++) {
      if (!hits(leaf).empty()) {
        found.push_back(leaf);
      }
    }
    return found;
  }

  bool matches() const {
    const auto stands = [this](std::uint32_t leaf) { return !hits(leaf).empty(); };
    return is_true(rule_.match) && std::ranges::none_of(rule_.none, stands);
  }

 private:
  bool has(Place place) const { return (rule_.places & bit(place)) != 0; }

  void add(std::string_view text, Places places, bool inherited) {
    const Run run = run_of(text, places, inherited);
    Tagged tagged = split(run);
    if (!inherited || places != 0) {
      hashtags_.insert(hashtags_.end(), tagged.inside.begin(), tagged.inside.end());
    }
    if (places == bit(Place::text)) {
      std::ranges::move(tagged.outside, std::back_inserter(runs_));
    } else if (places == bit(Place::hashtags)) {
      std::ranges::move(tagged.inside, std::back_inserter(runs_));
    } else {
      runs_.push_back(run);
    }
  }

  std::vector<Hit> hits(std::uint32_t leaf) const {
    const Pattern& pattern = rule_.leaves[leaf];
    switch (pattern.is) {
      case Pattern::Is::term:
        return term_hits(pattern.term);
      case Pattern::Is::regex:
        return regex_hits(Regex(pattern.regex));
      case Pattern::Is::hashtag:
        return whole_hits(hashtags_, pattern.term.chars);
      case Pattern::Is::mention:
        return whole_hits(mentions_, pattern.term.chars);
    }
    return {};
  }

  std::vector<Hit> term_hits(const Term& term) const {
    std::vector<Hit> found;
    for (std::size_t i = 0; i < runs_.size(); i++) {
      const NormalText text = runs_[i].text();
      std::size_t at =
          runs_[i].places == 0 ? std::u16string_view::npos : text.chars.find(term.literal());
      for (; at != std::u16string_view::npos; at = text.chars.find(term.literal(), at + 1)) {
        if (const std::optional<TermPlace> place = place_at(term, text, at)) {
          found.push_back({.run = i, .begin = place->begin, .end = place->end});
        }
      }
    }
    return found;
  }

  std::vector<Hit> regex_hits(const Regex& regex) const {
    std::vector<Hit> found;
    for (std::size_t i = 0; i < runs_.size(); i++) {
      const Bytes bytes(runs_[i]);
      Regex::Match match;
      std::size_t from = 0;
      while (runs_[i].places != 0 && regex.find(bytes.text, from, match)) {
        found.push_back(
            {.run = i, .begin = bytes.units[match.begin], .end = bytes.units[match.end]});
        from = match.end;
      }
    }
    return found;
  }

  // Whole tags and names; each is a run of its own behind all others, so nothing is near them.
  std::vector<Hit> whole_hits(const std::vector<Run>& whole, std::u16string_view wanted) const {
    std::vector<Hit> found;
    for (std::size_t i = 0; i < whole.size(); i++) {
      if (trimmed(whole[i].text().chars) == wanted) {
        found.push_back({.run = runs_.size() + i, .begin = 0, .end = whole[i].chars.size()});
      }
    }
    return found;
  }

  std::vector<Hit> hits_of(const Query& operand) const {
    if (operand.op == Query::Op::leaf) {
      return hits(operand.leaf);
    }
    std::vector<Hit> found;
    for (const Query& child : operand.children) {
      const std::vector<Hit> more = hits_of(child);
      found.insert(found.end(), more.begin(), more.end());
    }
    return found;
  }

  bool follows(const Hit& first, const Hit& second, std::size_t distance) const {
    return first.run == second.run && first.run < runs_.size() && first.end <= second.begin &&
           units_between(runs_[first.run], first.end, second.begin) <= distance;
  }

  bool is_near(const Query& query) const {
    const std::vector<Hit> left = hits_of(query.children[0]);
    const std::vector<Hit> right = hits_of(query.children[1]);
    for (const Hit& a : left) {
      for (const Hit& b : right) {
        if (follows(a, b, query.distance) ||
            (query.op == Query::Op::near && follows(b, a, query.distance))) {
          return true;
        }
      }
    }
    return false;
  }

  bool is_true(const Query& query) const {
    const auto holds = [this](const Query& child) { return is_true(child); };
    switch (query.op) {
      case Query::Op::leaf:
        return !hits(query.leaf).empty();
      case Query::Op::any:
        return std::ranges::any_of(query.children, holds);
      case Query::Op::all:
        return std::ranges::all_of(query.children, holds);
      case Query::Op::none:
        return std::ranges::none_of(query.children, holds);
      case Query::Op::near:
      case Query::Op::ordered:
        return is_near(query);
    }
    return false;
  }

  const TopicRule& rule_;
  std::vector<Run> runs_;
  std::vector<Run> hashtags_;
  std::vector<Run> mentions_;
};

}  // namespace

TopicEvidence naive_evidence(const TopicRule& rule, const TopicPost& post, bool inherits) {
  const View view(rule, post, inherits || own_text(post.text).empty());
  return {.is_matched = view.matches(), .standing = view.standing()};
}

std::vector<TopicFound> naive_topics(const TopicSet& set, const TopicPost& post) {
  std::vector<TopicFound> found;
  for (std::size_t i = 0; i < set.topics.size(); i++) {
    const TopicRule& rule = set.topics[i];
    if (rule.repost == Repost::both || rule.repost == Repost::own) {
      if (naive_evidence(rule, post, false).is_matched) {
        found.push_back({.topic = i, .inherited = false});
      }
    }
    if (rule.repost == Repost::both || rule.repost == Repost::inherit) {
      if (naive_evidence(rule, post, true).is_matched) {
        found.push_back({.topic = i, .inherited = rule.repost == Repost::both});
      }
    }
  }
  return found;
}

}  // namespace yuqing
