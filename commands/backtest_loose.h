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

// Every topic with repost = "both" as the two that it stands for, `id` and `id_inherited`.
TopicSet told_apart(TopicSet set);

// A topic stage whose tags are places in LooseSet::rules plus one. A job has up to 4,095 topics, a
// loose set of them may have more. Throws ConfigError where it has more than tags can count.
std::unique_ptr<Operator> make_loose_topics(const LooseSet& loose);

}  // namespace yuqing
