// The topics of a backtest and looser ones beside them, as one set to match posts against.
//
// Of every topic there is the topic itself; if it has exclusions, the topic without them; and any
// of its terms. Then there are all exclusions by themselves, and the topics of an older file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "operators/topic_file.h"
#include "pipeline/operator.h"

namespace yuqing {

struct LooseTopic {
  enum class Is : std::uint8_t { hit, kept_without_none, has_a_term, exclusion, old };
  Is is = Is::hit;
  std::uint32_t index = 0;  // of the topic; of the exclusion
};

struct LooseSet {
  // `old` may be null.
  LooseSet(const TopicSet& wanted, const TopicSet* old);

  std::vector<TopicRule> rules;
  std::vector<LooseTopic> meanings;                  // parallel to rules
  std::vector<std::string> exclusions;               // as written
  std::vector<std::vector<std::uint32_t>> excludes;  // topic -> its exclusions
};

// Which of them a post has.
struct Sorted {
  std::vector<std::uint32_t> hits;
  std::vector<std::uint32_t> kept_without_none;
  std::vector<std::uint32_t> has_a_term;
  std::vector<std::uint32_t> exclusions;
  std::vector<std::uint32_t> old;

  void clear() {
    for (std::vector<std::uint32_t>* list :
         {&hits, &kept_without_none, &has_a_term, &exclusions, &old}) {
      list->clear();
    }
  }
  std::vector<std::uint32_t>& list_of(LooseTopic::Is is) {
    switch (is) {
      case LooseTopic::Is::hit:
        return hits;
      case LooseTopic::Is::kept_without_none:
        return kept_without_none;
      case LooseTopic::Is::has_a_term:
        return has_a_term;
      case LooseTopic::Is::exclusion:
        return exclusions;
      case LooseTopic::Is::old:
        break;
    }
    return old;
  }
};

// Every topic with repost = "both" as the two that it stands for, `id` and `id_inherited`.
TopicSet told_apart(TopicSet set);

// A topic stage whose tags are places in LooseSet::rules plus one. A job has up to 4,095 topics, a
// loose set of them may have more. Throws ConfigError where it has more than tags can count.
std::unique_ptr<Operator> make_loose_topics(const LooseSet& loose);

}  // namespace yuqing
