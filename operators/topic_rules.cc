// See topic_rules.h.
#include "operators/topic_rules.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <map>

namespace yuqing {
namespace {

constexpr std::size_t kWordBits = 64;

}  // namespace

// What the constructor knows: which bits every term sets, and which bit is free.
struct TopicRules::Plan {
  std::map<Term, std::vector<Mask>> masks_of;
  std::size_t next_bit = 0;

  static void set(std::vector<Mask>& masks, std::size_t bit) {
    const auto word = static_cast<std::uint32_t>(bit / kWordBits);
    if (masks.empty() || masks.back().word != word) {
      masks.push_back({.word = word});
    }
    masks.back().bits |= std::uint64_t{1} << bit % kWordBits;
  }

  // Gives a list of terms of a topic the next bit.
  void add(const std::vector<Term>& terms, std::vector<Mask>& bits_of_topic) {
    for (const Term& term : terms) {
      set(masks_of[term], next_bit);
    }
    set(bits_of_topic, next_bit);
    next_bit++;
  }
};

TopicRules::TopicRules(const std::vector<ListRule>& topics, const std::vector<Tag>& tags) {
  assert(topics.size() == tags.size());
  Plan plan;
  for (const ListRule& topic : topics) {
    for (const std::vector<Term>& terms : topic.required) {
      for (const Term& term : terms) {
        Plan::set(plan.masks_of[term], plan.next_bit);
      }
    }
    plan.next_bit++;
  }
  for (std::size_t i = 0; i < topics.size(); i++) {
    Topic& topic = topics_.emplace_back();
    topic.tag = tags[i];
    for (const std::vector<Term>& terms : topics[i].required) {
      plan.add(terms, topic.required);
    }
    plan.add(topics[i].none, topic.excluded);
  }
  for (const auto& [term, masks] : plan.masks_of) {
    terms_.push_back(term);
    first_mask_.push_back(static_cast<std::uint32_t>(masks_.size()));
    masks_.insert(masks_.end(), masks.begin(), masks.end());
  }
  first_mask_.push_back(static_cast<std::uint32_t>(masks_.size()));
  word_count_ = plan.next_bit / kWordBits + 1;
}

void TopicRules::Findings::begin_post() {
  std::ranges::fill(words_, 0);
}

bool TopicRules::Findings::would_change(TermId term) const {
  const auto is_new = [this](const Mask& mask) { return (mask.bits & ~words_[mask.word]) != 0; };
  return std::ranges::any_of(rules_->masks_of(term), is_new);
}

void TopicRules::Findings::add(TermId term) {
  for (const Mask& mask : rules_->masks_of(term)) {
    words_[mask.word] |= mask.bits;
  }
}

void TopicRules::Findings::add_topics(std::vector<Tag>& tags) const {
  const auto has_all = [this](const Mask& mask) { return (mask.bits & ~words_[mask.word]) == 0; };
  const auto has_none = [this](const Mask& mask) { return (mask.bits & words_[mask.word]) == 0; };
  const std::size_t begin = tags.size();
  for (std::size_t first = 0; first < rules_->topics_.size(); first += kWordBits) {
    std::uint64_t rest = words_[first / kWordBits];
    // The last word of topics also holds bits of lists.
    if (rules_->topics_.size() - first < kWordBits) {
      rest &= (std::uint64_t{1} << (rules_->topics_.size() - first)) - 1;
    }
    for (; rest != 0; rest &= rest - 1) {
      const Topic& topic =
          rules_->topics_[first + static_cast<std::size_t>(std::countr_zero(rest))];
      if (std::ranges::all_of(topic.required, has_all) &&
          std::ranges::all_of(topic.excluded, has_none)) {
        tags.push_back(topic.tag);
      }
    }
  }
  std::sort(tags.begin() + static_cast<std::ptrdiff_t>(begin), tags.end());
}

}  // namespace yuqing
