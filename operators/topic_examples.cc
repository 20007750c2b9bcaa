// See topic_examples.h.
#include "operators/topic_examples.h"

#include <fmt/format.h>

#include <algorithm>

#include "operators/topic_naive.h"

namespace yuqing {
namespace {

// The leaves that stand in a text, each word once: 'a', 'b'. Empty when there are none.
std::string listed(const TopicRule& rule, const TopicEvidence& evidence, bool excluding) {
  std::vector<std::string> words;
  for (const std::uint32_t leaf : evidence.standing) {
    const bool excludes = std::ranges::find(rule.none, leaf) != rule.none.end();
    std::string word = "'" + rule.leaves[leaf].written + "'";
    if (excludes == excluding && std::ranges::find(words, word) == words.end()) {
      words.push_back(std::move(word));
    }
  }
  std::string all;
  for (const std::string& word : words) {
    all += (all.empty() ? "" : ", ") + word;
  }
  return all;
}

std::string why_missed(const TopicRule& rule, const TopicEvidence& evidence) {
  if (const std::string excluded = listed(rule, evidence, true); !excluded.empty()) {
    return excluded + " of none stands in it";
  }
  const std::string found = listed(rule, evidence, false);
  return found.empty() ? "none of its terms stands in it"
                       : "of its terms only " + found + " stands in it, which is not enough";
}

}  // namespace

std::vector<ExampleFailure> failing_examples(const TopicSet& set) {
  std::vector<ExampleFailure> failures;
  for (const TopicRule& rule : set.topics) {
    const bool inherits = rule.repost != Repost::own;
    for (const TopicExample& example : rule.must_match) {
      const TopicEvidence evidence = naive_evidence(rule, {.text = example.text}, inherits);
      if (!evidence.is_matched) {
        failures.push_back(
            {.line = example.line,
             .column = example.column,
             .what = fmt::format("topic '{}' must match '{}' and does not: {}", rule.id,
                                 example.text, why_missed(rule, evidence))});
      }
    }
    for (const TopicExample& example : rule.must_not_match) {
      const TopicEvidence evidence = naive_evidence(rule, {.text = example.text}, inherits);
      if (evidence.is_matched) {
        failures.push_back(
            {.line = example.line,
             .column = example.column,
             .what = fmt::format("topic '{}' must not match '{}' and does: {} "
                                 "stands in it",
                                 rule.id, example.text, listed(rule, evidence, false))});
      }
    }
  }
  return failures;
}

}  // namespace yuqing
