// See topic_examples.h.
#include "operators/topic_examples.h"

#include <fmt/format.h>

#include <algorithm>

#include "operators/bare_text.h"
#include "operators/catalogue.h"
#include "operators/topic_matcher.h"

namespace yuqing {
namespace {

// The words of the leaves that stand in a text, each once: 'a', 'b'. Empty when there are none.
std::string listed(const TopicRule& rule, const TopicVerdict& verdict, bool excluding) {
  std::vector<std::string> words;
  for (const LeafHit& hit : verdict.hits) {
    const bool excludes = std::ranges::find(rule.none, hit.leaf) != rule.none.end();
    std::string word = fmt::format("'{}'", marked(rule.leaves[hit.leaf]));
    if (excludes == excluding && std::ranges::find(words, word) == words.end()) {
      words.push_back(std::move(word));
    }
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string why_missed(const TopicRule& rule, const TopicVerdict& verdict) {
  if (const std::string excluded = listed(rule, verdict, true); !excluded.empty()) {
    return excluded + " of none stands in it";
  }
  const std::string found = listed(rule, verdict, false);
  return found.empty() ? "none of its terms stands in it"
                       : "of its terms only " + found + " stands in it, which is not enough";
}

// Judges texts by the very matcher of the job.
class Judge {
 public:
  explicit Judge(const TopicSet& set)
      : set_(set), plan_(set, tags_), matcher_(plan_), normalizer_(make_normalize()) {
    judging_.resize(set.topics.size());
    for (std::uint32_t i = 0; i < plan_.rules.size(); i++) {
      const PlannedRule& rule = plan_.rules[i];
      if (rule.is_inherited || set.topics[rule.topic].repost != Repost::both) {
        judging_[rule.topic] = i;
      }
    }
  }

  void add(std::size_t topic, const TopicExample& example, bool must_match) {
    Post& post = hold_text(batch_, example.text, *normalizer_);
    matcher_.match(batch_, post);
    const std::uint32_t judging = judging_[topic];
    const auto found = batch_.topics_of(post);
    const bool matches = std::ranges::find(found, plan_.rules[judging].tag) != found.end();
    if (matches == must_match) {
      return;
    }
    const TopicRule& rule = set_.topics[topic];
    const TopicVerdict verdict = matcher_.explain(batch_, post)[judging];
    const std::string what =
        must_match ? fmt::format("topic '{}' must match '{}' and does not: {}", rule.id,
                                 example.text, why_missed(rule, verdict))
                   : fmt::format("topic '{}' must not match '{}' and does: {} stands in it",
                                 rule.id, example.text, listed(rule, verdict, false));
    failures_.push_back({.line = example.line, .column = example.column, .what = what});
  }

  std::vector<ExampleFailure> failures() { return std::move(failures_); }

 private:
  const TopicSet& set_;
  TagTable tags_;
  TopicPlan plan_;
  TopicMatcher matcher_;
  std::unique_ptr<Operator> normalizer_;
  std::vector<std::uint32_t> judging_;  // topic -> index into plan_.rules
  Batch batch_;
  std::vector<ExampleFailure> failures_;
};

}  // namespace

std::vector<ExampleFailure> failing_examples(const TopicSet& set) {
  Judge judge(set);
  for (std::size_t i = 0; i < set.topics.size(); i++) {
    for (const TopicExample& example : set.topics[i].must_match) {
      judge.add(i, example, true);
    }
    for (const TopicExample& example : set.topics[i].must_not_match) {
      judge.add(i, example, false);
    }
  }
  return judge.failures();
}

}  // namespace yuqing
