// See topic_rules.h.
#include "operators/topic_rules.h"

#include <algorithm>
#include <cassert>

namespace yuqing {

TopicRules::TopicRules(const std::vector<TopicRule>& topics, const std::vector<Tag>& tags)
    : tags_(tags) {
  assert(topics.size() == tags.size());
  for (std::uint32_t topic = 0; topic < topics.size(); topic++) {
    for (const std::vector<Term>& terms : topics[topic].required) {
      add_demand({.topic = topic}, terms);
    }
    add_demand({.topic = topic, .excludes = true}, topics[topic].none);
    needed_.push_back(static_cast<std::uint32_t>(topics[topic].required.size()));
  }
}

void TopicRules::add_demand(Demand demand, const std::vector<Term>& terms) {
  const auto number = static_cast<std::uint32_t>(demands_.size());
  demands_.push_back(demand);
  for (const Term& term : terms) {
    std::vector<std::uint32_t>& demands = demands_of_[number_of(term)];
    if (demands.empty() || demands.back() != number) {
      demands.push_back(number);
    }
  }
}

TermId TopicRules::number_of(const Term& term) {
  const auto known = numbers_.emplace(term, static_cast<TermId>(terms_.size()));
  if (known.second) {
    terms_.push_back(term);
    demands_of_.emplace_back();
  }
  return known.first->second;
}

TopicRules::Findings::Findings(const TopicRules& rules)
    : rules_(&rules),
      term_seen_(rules.terms_.size()),
      demand_seen_(rules.demands_.size()),
      met_(rules.needed_.size()) {}

void TopicRules::Findings::begin_post() {
  matched_.clear();
  excluded_.clear();
  if (++post_ != 0) {
    return;
  }
  // The stamp has come round, after four thousand million posts.
  std::ranges::fill(term_seen_, 0);
  std::ranges::fill(demand_seen_, 0);
  std::ranges::fill(met_, Met());
  post_ = 1;
}

void TopicRules::Findings::add(TermId term) {
  term_seen_[term] = post_;
  for (const std::uint32_t number : rules_->demands_of_[term]) {
    if (demand_seen_[number] == post_) {
      continue;
    }
    demand_seen_[number] = post_;
    const Demand& demand = rules_->demands_[number];
    if (demand.excludes) {
      excluded_.add(rules_->tags_[demand.topic]);
      continue;
    }
    Met& met = met_[demand.topic];
    met.count = met.post == post_ ? met.count + 1 : 1;
    met.post = post_;
    if (met.count == rules_->needed_[demand.topic]) {
      matched_.add(rules_->tags_[demand.topic]);
    }
  }
}

TagSet TopicRules::Findings::topics() const {
  TagSet topics;
  matched_.for_each([&](Tag tag) {
    if (!excluded_.has(tag)) {
      topics.add(tag);
    }
  });
  return topics;
}

}  // namespace yuqing
