#include "operators/topic_naive.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

// The ids of the topics that a post has in a file with these topics, with "+" for the inherited.
std::string topics_of(const TopicPost& post, const std::string& lines) {
  File file("t.toml", "version = 1\n[[topic]]\nid = \"a\"\n" + lines);
  const TopicSet set = read_topics(file);
  for (const std::string& complaint : file.complaints()) {
    ADD_FAILURE() << complaint;
  }
  std::string ids;
  for (const TopicFound& found : naive_topics(set, post)) {
    ids += set.topics[found.topic].id + (found.inherited ? "+" : "");
  }
  return ids;
}

TEST(TopicNaive, LooksInTheFieldsOfATopicOnly) {
  const TopicPost post{
      .text = "甲#乙#@丙丙 x//@丁:戊", .root = "己", .author = "庚", .region = "辛"};
  const std::vector<std::pair<std::string, std::string>> words = {
      {"text", "甲"}, {"hashtags", "乙"}, {"mentions", "丙丙"}, {"chain", "戊"},
      {"root", "己"}, {"author", "庚"},   {"region", "辛"}};
  for (const auto& [field, own] : words) {
    for (const auto& [other, word] : words) {
      EXPECT_EQ(topics_of(post, "any = [\"" + word + "\"]\nfields = [\"" + field + "\"]\n") == "a",
                field == other)
          << word << " in " << field;
    }
  }
  EXPECT_EQ(topics_of(post, "any = [\"甲\"]\n"), "a");
  EXPECT_EQ(topics_of(post, "any = [\"乙\"]\n"), "a");
  EXPECT_EQ(topics_of(post, "any = [\"甲#乙#\"]\n"), "a");
}

TEST(TopicNaive, TakesOwnWordsForOneRunUnlessOnlyAPartIsAskedFor) {
  EXPECT_EQ(topics_of({.text = "x#国#运"}, "query = '国 ~1 运'\n"), "a");
  EXPECT_EQ(topics_of({.text = "x#国#运"}, "query = '国 ~1 运'\nfields = [\"text\"]\n"), "");
  EXPECT_EQ(topics_of({.text = "一#国#二"}, "query = '一 ~9 二'\nfields = [\"text\"]\n"), "");
}

TEST(TopicNaive, KeepsRepostsAsTheTopicSays) {
  const TopicPost post{.text = "好//@丁:国货", .root = "之光"};
  const std::string rule = "query = '国货 & 之光'\nrepost = ";
  EXPECT_EQ(topics_of(post, rule + "\"own\"\n"), "");
  EXPECT_EQ(topics_of(post, rule + "\"inherit\"\n"), "a");
  EXPECT_EQ(topics_of(post, rule + "\"both\"\n"), "a+");
  EXPECT_EQ(topics_of(post, "query = '好'\nrepost = \"both\"\n"), "aa+");
  EXPECT_EQ(topics_of({.text = "转发微博//@丁:国货", .root = "之光"}, rule + "\"own\"\n"), "a");
}

TEST(TopicNaive, TakesOfTheOriginalItsOwnWords) {
  const TopicPost post{.text = "好", .root = "之光//@丁:国货"};
  EXPECT_EQ(topics_of(post, "query = '之光'\nrepost = \"inherit\"\n"), "a");
  EXPECT_EQ(topics_of(post, "query = '国货'\nrepost = \"inherit\"\n"), "");
}

TEST(TopicNaive, LetsTheSecondOfTwoMarksOpenATag) {
  EXPECT_EQ(topics_of({.text = "##国货#"}, "any = [\"国货\"]\nfields = [\"hashtags\"]\n"), "a");
  EXPECT_EQ(topics_of({.text = "##国货#"}, "any = [\"国货\"]\nfields = [\"text\"]\n"), "");
}

TEST(TopicNaive, NeverTakesNearnessFromOnePlaceIntoAnother) {
  EXPECT_EQ(topics_of({.text = "国货//@丁:之光"}, "query = '国货 ~9 之光'\nrepost = \"inherit\"\n"),
            "");
  EXPECT_EQ(
      topics_of({.text = "好//@丁:国货之光"}, "query = '国货 ~9 之光'\nrepost = \"inherit\"\n"),
      "a");
}

TEST(TopicNaive, ComparesHashtagsAndNamesAsAWhole) {
  EXPECT_EQ(topics_of({.text = "# 國貨之光 #"}, "any = [\"#国货之光#\"]\n"), "a");
  EXPECT_EQ(topics_of({.text = "#国货##国货之光#"}, "any = [\"#国货之光#\"]\n"), "a");
  EXPECT_EQ(topics_of({.text = "好//@丁:#国货#"}, "any = [\"#国货#\"]\n"), "");
  EXPECT_EQ(topics_of({.text = "好//@丁:#国货#"}, "any = [\"#国货#\"]\nrepost = \"inherit\"\n"),
            "a");
  EXPECT_EQ(topics_of({.text = "＠People_日报 早"}, "any = [\"@people_日报\"]\n"), "a");
  EXPECT_EQ(topics_of({.text = "#国货# #国货"}, "query = '#国货# ~9 国货'\n"), "");
}

TEST(TopicNaive, LetsNoneWinOverEverything) {
  EXPECT_EQ(topics_of({.text = "国运 综艺"}, "any = [\"国运\"]\nnone = [\"综艺\"]\n"), "");
  EXPECT_EQ(topics_of({.text = "国运//@丁:综艺"}, "any = [\"国运\"]\nnone = [\"综艺\"]\n"), "a");
}

}  // namespace
}  // namespace yuqing
