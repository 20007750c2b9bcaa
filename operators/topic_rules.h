// Which topics follow from the terms that stand in a post.
//
// A topic is a list of requirements, each a list of terms of which one must stand in the post, and
// exclusions, of which none may. Every topic and every such list is a bit; a term knows the bits
// that it sets, and only topics whose bit is set are judged. So the work for a post grows with the
// terms in it, not with the number of topics.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "operators/topic_file.h"
#include "pipeline/tags.h"

namespace yuqing {

// Index into TopicRules::terms().
using TermId = std::uint32_t;

class TopicRules {
 public:
  // tags[i] belongs to topics[i].
  TopicRules(const std::vector<ListRule>& topics, const std::vector<Tag>& tags);

  // Every term of every topic, once.
  const std::vector<Term>& terms() const { return terms_; }

  // What is known of one post. Kept from post to post, so that nothing is allocated.
  class Findings {
   public:
    explicit Findings(const TopicRules& rules) : rules_(&rules), words_(rules.word_count_) {}

    void begin_post();
    // False when the topics are the same whether this term stands in the post or not.
    bool would_change(TermId term) const;
    void add(TermId term);
    // Appends the tags of the post's topics, ascending.
    void add_topics(std::vector<Tag>& tags) const;

   private:
    const TopicRules* rules_;
    std::vector<std::uint64_t> words_;
  };

 private:
  // Bits of one word.
  struct Mask {
    std::uint32_t word = 0;
    std::uint64_t bits = 0;
  };
  struct Topic {
    Tag tag = 0;
    std::vector<Mask> required;  // all of these bits
    std::vector<Mask> excluded;  // none of these
  };
  struct Plan;

  std::span<const Mask> masks_of(TermId term) const {
    return {masks_.data() + first_mask_[term], masks_.data() + first_mask_[term + 1]};
  }

  std::vector<Term> terms_;
  std::vector<Mask> masks_;                // of all terms behind each other
  std::vector<std::uint32_t> first_mask_;  // by term, and one past the last
  std::vector<Topic> topics_;              // the bit of a topic is its index
  std::size_t word_count_ = 0;
};

}  // namespace yuqing
