// Which topics follow from the terms that stand in a post.
//
// A topic is a list of requirements, each a list of terms of which one must stand in the post, and
// exclusions, none of which may. The work per post grows with the terms in it, not with the number
// of topics: a term knows the requirements that it meets, and a requirement its topic.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "operators/topic_file.h"
#include "pipeline/tags.h"

namespace yuqing {

// Terms are numbered in the order in which TopicRules first meets them.
using TermId = std::uint32_t;

class TopicRules {
 public:
  // tags[i] belongs to topics[i].
  TopicRules(const std::vector<TopicRule>& topics, const std::vector<Tag>& tags);

  const std::vector<Term>& terms() const { return terms_; }

  // What is known of one post; reused for the next without clearing. One thread at a time.
  class Findings {
   public:
    explicit Findings(const TopicRules& rules);

    void begin_post();
    bool has(TermId term) const { return term_seen_[term] == post_; }
    void add(TermId term);
    TagSet topics() const;

   private:
    struct Met {
      std::uint32_t post = 0;   // the post that `count` is about
      std::uint32_t count = 0;  // requirements met
    };

    const TopicRules* rules_;
    std::uint32_t post_ = 0;  // a stamp: what bears another one is from an earlier post
    std::vector<std::uint32_t> term_seen_;
    std::vector<std::uint32_t> demand_seen_;
    std::vector<Met> met_;  // by topic
    TagSet matched_;
    TagSet excluded_;
  };

 private:
  // A requirement or, with `excludes`, the exclusions of a topic.
  struct Demand {
    std::uint32_t topic = 0;
    bool excludes = false;
  };

  void add_demand(Demand demand, const std::vector<Term>& terms);
  TermId number_of(const Term& term);

  std::vector<Term> terms_;
  std::map<Term, TermId> numbers_;                      // of terms_
  std::vector<std::vector<std::uint32_t>> demands_of_;  // by term
  std::vector<Demand> demands_;
  std::vector<std::uint32_t> needed_;  // requirements of a topic
  std::vector<Tag> tags_;
};

}  // namespace yuqing
