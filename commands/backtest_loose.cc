// See backtest_loose.h.
#include "commands/backtest_loose.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "operators/catalogue.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::size_t kAtOnce = kMaxTags - 1;

void collect_terms(const Query& query, std::vector<Query>& terms) {
  if (query.op == Query::Op::leaf) {
    terms.push_back(query);
  } else if (query.op != Query::Op::none) {
    for (const Query& child : query.children) {
      collect_terms(child, terms);
    }
  }
}

TopicRule without_none(TopicRule rule) {
  rule.none.clear();
  return rule;
}

TopicRule any_term_of(const TopicRule& rule) {
  TopicRule loose = without_none(rule);
  loose.match = {.op = Query::Op::any};
  collect_terms(rule.match, loose.match.children);
  return loose;
}

class Loosener {
 public:
  explicit Loosener(LooseSet& loose) : loose_(loose) {}

  void add(TopicRule rule, LooseTopic meaning) {
    rule.id = fmt::format("t{}", loose_.rules.size());
    loose_.rules.push_back(std::move(rule));
    loose_.meanings.push_back(meaning);
  }

  // The exclusion by itself. Topics share those that look in the same places.
  std::uint32_t exclusion(const TopicRule& rule, std::uint32_t leaf) {
    const Pattern& pattern = rule.leaves[leaf];
    const auto [known, is_new] = known_.try_emplace(
        std::make_tuple(pattern.written, pattern.is, rule.places, rule.repost == Repost::own),
        static_cast<std::uint32_t>(loose_.exclusions.size()));
    if (is_new) {
      loose_.exclusions.push_back(marked(pattern));
      TopicRule alone = without_none(rule);
      alone.leaves = {pattern};
      alone.match = {.op = Query::Op::leaf, .leaf = 0};
      add(std::move(alone), {.is = LooseTopic::Is::exclusion, .index = known->second});
    }
    return known->second;
  }

 private:
  LooseSet& loose_;
  std::map<std::tuple<std::string, Pattern::Is, Places, bool>, std::uint32_t> known_;
};

// Several topic stages as one, each with its share of the rules.
class LooseTopics final : public Operator {
 public:
  explicit LooseTopics(const std::vector<TopicRule>& rules) {
    for (std::size_t begin = 0; begin < rules.size(); begin += kAtOnce) {
      const std::size_t end = std::min(begin + kAtOnce, rules.size());
      TopicSet part;
      part.topics.assign(rules.begin() + static_cast<std::ptrdiff_t>(begin),
                         rules.begin() + static_cast<std::ptrdiff_t>(end));
      TagTable tags;
      parts_.push_back(make_topic(part, tags));
    }
  }

  void apply(Batch& batch) const override {
    if (parts_.size() == 1) {
      parts_.front()->apply(batch);
      return;
    }
    std::vector<std::vector<Tag>> found(batch.posts.size());
    for (std::size_t part = 0; part < parts_.size(); part++) {
      parts_[part]->apply(batch);
      collect(batch, part * kAtOnce, found);
    }
    batch.tags.clear();
    for (std::size_t i = 0; i < batch.posts.size(); i++) {
      batch.posts[i].topics = {.begin = static_cast<std::uint32_t>(batch.tags.size()),
                               .size = static_cast<std::uint32_t>(found[i].size())};
      batch.tags.insert(batch.tags.end(), found[i].begin(), found[i].end());
    }
  }

 private:
  static void collect(const Batch& batch, std::size_t first, std::vector<std::vector<Tag>>& found) {
    for (std::size_t i = 0; i < batch.posts.size(); i++) {
      if (batch.posts[i].verdict != Verdict::counted) {
        continue;
      }
      for (const Tag tag : batch.topics_of(batch.posts[i])) {
        found[i].push_back(static_cast<Tag>(first + tag));
      }
    }
  }

  std::vector<std::unique_ptr<Operator>> parts_;
};

}  // namespace

TopicSet told_apart(TopicSet set) {
  std::vector<TopicRule> apart;
  for (TopicRule& rule : set.topics) {
    if (rule.repost == Repost::both) {
      TopicRule own = rule;
      own.repost = Repost::own;
      apart.push_back(std::move(own));
      rule.repost = Repost::inherit;
      rule.id += "_inherited";
    }
    apart.push_back(std::move(rule));
  }
  set.topics = std::move(apart);
  return set;
}

LooseSet::LooseSet(const TopicSet& wanted, const TopicSet* old) {
  using Is = LooseTopic::Is;
  Loosener loosener(*this);
  for (std::uint32_t i = 0; i < wanted.topics.size(); i++) {
    const TopicRule& rule = wanted.topics[i];
    loosener.add(rule, {.is = Is::hit, .index = i});
    if (!rule.none.empty()) {
      loosener.add(without_none(rule), {.is = Is::kept_without_none, .index = i});
    }
    std::vector<std::uint32_t>& own = excludes.emplace_back();
    for (const std::uint32_t leaf : rule.none) {
      own.push_back(loosener.exclusion(rule, leaf));
    }
    std::ranges::sort(own);
    own.erase(std::unique(own.begin(), own.end()), own.end());
    loosener.add(any_term_of(rule), {.is = Is::has_a_term, .index = i});
  }
  for (std::uint32_t i = 0; old != nullptr && i < old->topics.size(); i++) {
    loosener.add(old->topics[i], {.is = Is::old, .index = i});
  }
}

std::unique_ptr<Operator> make_loose_topics(const LooseSet& loose) {
  if (loose.rules.size() > std::numeric_limits<Tag>::max()) {
    throw ConfigError(
        fmt::format("too much for one backtest: topics, exclusions and the topics of the older "
                    "file come to {} things to count, and {} is the most; try fewer topics",
                    loose.rules.size(), std::numeric_limits<Tag>::max()));
  }
  return std::make_unique<LooseTopics>(loose.rules);
}

}  // namespace yuqing
