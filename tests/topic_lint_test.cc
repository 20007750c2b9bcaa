#include "operators/topic_lint.h"

#include <gtest/gtest.h>

#include <chrono>

namespace yuqing {
namespace {

// Warnings about a file with this behind its version; each begins with its place.
std::vector<std::string> warnings(const std::string& text) {
  File file("t.toml", "version = 1\n" + text);
  const TopicSet set = read_topics(file);
  for (const std::string& complaint : file.complaints()) {
    ADD_FAILURE() << complaint;
  }
  std::vector<std::string> lines;
  for (const TopicWarning& warning : warnings_about(set)) {
    lines.push_back(std::to_string(warning.line) + ":" + std::to_string(warning.column) + ": " +
                    warning.what);
  }
  return lines;
}

std::string topic(const std::string& id, const std::string& lines) {
  return "[[topic]]\nid = \"" + id + "\"\n" + lines + "\n";
}

using Lines = std::vector<std::string>;

TEST(TopicLint, FindsTermsThatAnotherOneOfTheListHolds) {
  EXPECT_EQ(warnings(topic("a", "any = [\"国运级\", \"国运\"]")),
            Lines{"4:9: '国运级' never decides, because '国运' in the same list stands wherever it "
                  "does; remove it"});
  EXPECT_EQ(warnings(topic("a", "query = '股价下跌 | (b & x) | 下跌'")).size(), 1u);
  EXPECT_EQ(warnings(topic("a", "any = [\"DeepSeek\", \"DeepSeek*\"]")).size(), 1u);
  EXPECT_EQ(warnings(topic("a", "any = [\"word\"]\nnone = [\"综艺\", \"综艺节目\"]")).size(), 1u);
}

TEST(TopicLint, KeepsTermsThatFindMoreThanWhatTheyHold) {
  EXPECT_EQ(warnings(topic("a", "any = [\"machine\", \"mac\"]")), Lines{});
  EXPECT_EQ(warnings(topic("a", "any = [\"OpenAI\", \"open\"]")), Lines{});
  EXPECT_EQ(warnings(topic("a", "any = [\"Ernie Bot\", \"ERNIE\"]")), Lines{});
  EXPECT_EQ(warnings(topic("a", "all_of = [[\"大跌\"], [\"跌\"]]")), Lines{});
}

TEST(TopicLint, FindsRepeatedTermsHoweverTheyAreWritten) {
  EXPECT_EQ(
      warnings(topic("a", "any = [\"open source\", \"新\u200B品\", \"Open-Source\", \"新品\"]")),
      (Lines{"4:31: 'Open-Source' is repeated in the same list (line 4); remove one",
             "4:46: '新品' is repeated in the same list (line 4); remove one"}));
}

TEST(TopicLint, FindsShortTermsThatAreEnoughForATopic) {
  EXPECT_EQ(warnings(topic("a", "any = [\"vs\", \"word\"]")),
            Lines{"4:9: 'vs' has 2 Latin letters only and stands in much else, yet it is enough "
                  "for topic 'a'; ask for more"});
  EXPECT_EQ(warnings(topic("a", "query = '跌 | word & 涨'")),
            Lines{"4:10: '跌' is a single Han character and stands in many other words, yet it is "
                  "enough for topic 'a'; ask for more"});
  EXPECT_EQ(warnings(topic("a", "all_of = [[\"AI\", \"模型\"], [\"跌\"]]")), Lines{});
}

TEST(TopicLint, FindsAliasesOfTwoEntitiesAndShortOnes) {
  EXPECT_EQ(warnings("[[entity]]\nid = \"x\"\nalias = [\"Kimi\"]\n[[entity]]\nid = \"y\"\n"
                     "alias = [\"kimi\", \"DS\"]\n" +
                     topic("a", "any = [\"$x\"]")),
            (Lines{"7:11: 'kimi' is an alias of 'x' as well, so nobody knows which is meant; leave "
                   "it to one of them",
                   "7:19: 'DS' has 2 Latin letters only and stands in much else; name the entity "
                   "with more"}));
}

TEST(TopicLint, FindsArmsThatNeverDecideOrNeverMatch) {
  EXPECT_EQ(warnings(topic("a", "query = 'word | word & more'")),
            Lines{"4:17: 'word' stands alone in another arm of the same '|', so this arm never "
                  "decides; remove one of them"});
  EXPECT_EQ(warnings(topic("a", "query = 'word & !word'")),
            Lines{"4:18: 'word' is asked for and excluded at once, so this never matches; remove "
                  "one"});
  EXPECT_EQ(warnings(topic("a", "any = [\"国产剧集\", \"国货\"]\nnone = [\"国产剧\"]")),
            Lines{"4:9: '国产剧集' never matches, because none of topic 'a' excludes '国产剧'; "
                  "remove one"});
}

TEST(TopicLint, FindsTermsThatAreOnlyPartOfWhatAnotherTopicExcludes) {
  EXPECT_EQ(warnings(topic("a", "any = [\"国运\"]") +
                     topic("b", "any = [\"大国\"]\nnone = [\"国运当头\"]")),
            Lines{"4:9: '国运' is part of '国运当头', which topic 'b' excludes and 'a' does not; "
                  "exclude it here as well, or take a longer term"});
  EXPECT_EQ(warnings(topic("a", "any = [\"国运\"]\nnone = [\"国运当头\"]") +
                     topic("b", "any = [\"大国\"]\nnone = [\"国运当头\"]")),
            Lines{});
}

}  // namespace
}  // namespace yuqing
