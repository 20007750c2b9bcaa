#include "operators/topic_examples.h"

#include <gtest/gtest.h>

#include "operators/topic_lint.h"
#include "pipeline/embedded.h"

namespace yuqing {
namespace {

TopicSet sound_set(File& file) {
  TopicSet set = read_topics(file);
  for (const std::string& complaint : file.complaints()) {
    ADD_FAILURE() << complaint;
  }
  return set;
}

std::vector<std::string> failures_of(const std::string& topic) {
  File file("t.toml", "version = 1\n[[topic]]\nid = \"a\"\n" + topic);
  std::vector<std::string> lines;
  for (const ExampleFailure& failure : failing_examples(sound_set(file))) {
    lines.push_back(std::to_string(failure.line) + ":" + std::to_string(failure.column) + ": " +
                    failure.what);
  }
  return lines;
}

TEST(TopicExamples, AllHoldInTheShippedFileWhichHasNoWarnings) {
  File file("topics.toml", embedded::topics());
  const TopicSet set = sound_set(file);

  for (const ExampleFailure& failure : failing_examples(set)) {
    ADD_FAILURE() << failure.line << ": " << failure.what;
  }
  for (const TopicWarning& warning : warnings_about(set)) {
    ADD_FAILURE() << warning.line << ": " << warning.what;
  }
  for (const TopicRule& rule : set.topics) {
    EXPECT_GE(rule.must_match.size(), 3u) << rule.id;
    EXPECT_GE(rule.must_not_match.size(), 3u) << rule.id;
    EXPECT_FALSE(rule.name.empty() || rule.name_en.empty()) << rule.id;
  }
}

TEST(TopicExamples, SayWhyATextThatMustMatchDoesNot) {
  EXPECT_EQ(failures_of("query = 'a & b'\nnone = [\"c\"]\n[topic.test]\n"
                        "match = [\"a b\", \"a\", \"x\",\n \"a b c\"]\n"),
            (std::vector<std::string>{
                "7:18: topic 'a' must match 'a' and does not: of its terms only 'a' stands in it, "
                "which is not enough",
                "7:23: topic 'a' must match 'x' and does not: none of its terms stands in it",
                "8:3: topic 'a' must match 'a b c' and does not: 'c' of none stands in it"}));
}

TEST(TopicExamples, SayByWhatATextMatchesThatMustNot) {
  EXPECT_EQ(failures_of("any = [\"a\", \"b\", \"c\"]\n[topic.test]\nnomatch = [\"x\", \"c a\"]\n"),
            (std::vector<std::string>{
                "6:18: topic 'a' must not match 'c a' and does: 'a', 'c' stands in it"}));
}

TEST(TopicExamples, LookIntoTheChainWhereTheTopicDoes) {
  const std::string test = "any = [\"甲\"]\n[topic.test]\nmatch = [\"说得好//@张三:甲\"]\n";
  EXPECT_EQ(failures_of(test).size(), 1u);
  EXPECT_EQ(failures_of("repost = \"inherit\"\n" + test).size(), 0u);
  EXPECT_EQ(failures_of("fields = [\"chain\"]\n" + test).size(), 0u);
}

TEST(TopicExamples, LookAtOwnWordsThatAreNoneAsAtARepost) {
  const std::string test =
      "any = [\"甲\"]\n[topic.test]\nmatch = [\"转发微博//@张三:甲\", \"回复@李四:甲\"]\n";
  EXPECT_EQ(failures_of(test).size(), 0u);
  EXPECT_EQ(failures_of("fields = [\"author\"]\n" + test).size(), 2u);
}

TEST(TopicExamples, JudgeBothResultsTogetherByTheInheritedOne) {
  EXPECT_EQ(failures_of("repost = \"both\"\nquery = '甲 & 乙'\n[topic.test]\n"
                        "match = [\"甲//@张三:乙\"]\nnomatch = [\"甲//@张三:丙\"]\n")
                .size(),
            0u);
}

// A tag of 61 characters is none: only the matcher of the job knows that, the naive one does not.
TEST(TopicExamples, AreJudgedByTheMatcherOfTheJob) {
  std::string long_tag;
  for (int i = 0; i < 61; i++) {
    long_tag += "甲";
  }
  EXPECT_EQ(failures_of("any = [\"甲\"]\nfields = [\"text\"]\n[topic.test]\nmatch = [\"#" +
                        long_tag + "#\"]\n")
                .size(),
            0u);
}

}  // namespace
}  // namespace yuqing
