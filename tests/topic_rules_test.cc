#include "operators/topic_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yuqing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Term> terms(const std::vector<std::string>& written) {
  std::vector<Term> made;
  for (const std::string& word : written) {
    made.push_back(parse_term(word));
  }
  return made;
}

std::vector<Tag> tags_from(Tag first, std::size_t count) {
  std::vector<Tag> tags;
  for (std::size_t i = 0; i < count; i++) {
    tags.push_back(static_cast<Tag>(first + i));
  }
  return tags;
}

// The tags of a post in which these words stand.
std::vector<Tag> topics_of(TopicRules::Findings& findings, const TopicRules& rules,
                           const std::vector<std::string>& words) {
  findings.begin_post();
  for (const std::string& word : words) {
    const auto term = std::ranges::find(rules.terms(), parse_term(word));
    findings.add(static_cast<TermId>(term - rules.terms().begin()));
  }
  std::vector<Tag> tags;
  findings.add_topics(tags);
  return tags;
}

TEST(TopicRules, WantOneTermOfEveryListAndNoneOfTheExcluded) {
  const TopicRules rules(
      {{.id = "a", .required = {terms({"甲", "乙"}), terms({"丙"})}, .none = terms({"丁"})}}, {7});
  TopicRules::Findings findings(rules);

  EXPECT_THAT(topics_of(findings, rules, {"甲", "丙"}), ElementsAre(7));
  EXPECT_THAT(topics_of(findings, rules, {"丙", "乙", "甲"}), ElementsAre(7));
  EXPECT_THAT(topics_of(findings, rules, {"甲", "乙"}), IsEmpty());
  EXPECT_THAT(topics_of(findings, rules, {"丁", "甲", "丙"}), IsEmpty());
  EXPECT_THAT(topics_of(findings, rules, {}), IsEmpty());
}

TEST(TopicRules, HoldEachTermOnceHoweverManyTopicsAskForIt) {
  const TopicRules rules(
      {{.id = "a", .required = {terms({"甲", "甲"})}, .none = {}},
       {.id = "b", .required = {terms({"甲"}), terms({"甲", "AI", "AI*"})}, .none = {}}},
      {1, 2});
  TopicRules::Findings findings(rules);

  EXPECT_EQ(rules.terms().size(), 3u);
  EXPECT_THAT(topics_of(findings, rules, {"甲"}), ElementsAre(1, 2));
}

TEST(TopicRules, KnowWhenATermChangesNothingMore) {
  const TopicRules rules({{.id = "a", .required = {terms({"甲", "乙"})}, .none = {}}}, {1});
  TopicRules::Findings findings(rules);

  findings.begin_post();
  EXPECT_TRUE(findings.would_change(1));
  findings.add(0);
  EXPECT_FALSE(findings.would_change(1));
  findings.begin_post();
  EXPECT_TRUE(findings.would_change(1));
}

TEST(TopicRules, KeepManyTopicsApart) {
  std::vector<ListRule> topics;
  for (int i = 0; i < 255; i++) {
    const std::string number = std::to_string(i);
    topics.push_back({.id = "t" + number,
                      .required = {terms({"甲" + number}), terms({"乙" + number, "丙"})},
                      .none = terms({"丁" + number})});
  }
  const TopicRules rules(topics, tags_from(1, topics.size()));
  TopicRules::Findings findings(rules);

  for (int i = 0; i < 255; i++) {
    const std::string number = std::to_string(i);
    EXPECT_THAT(topics_of(findings, rules, {"甲" + number, "丙"}), ElementsAre(i + 1));
    EXPECT_THAT(topics_of(findings, rules, {"甲" + number, "丙", "丁" + number}), IsEmpty());
  }
  EXPECT_THAT(topics_of(findings, rules, {"甲0", "甲64", "甲254", "丙"}), ElementsAre(1, 65, 255));
  EXPECT_THAT(topics_of(findings, rules, {"甲3", "乙4"}), IsEmpty());
}

}  // namespace
}  // namespace yuqing
