#include "operators/topic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/embedded.h"

namespace yuqing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kEntity = "[[entity]]\nid = \"deepseek\"\nalias = [\"DeepSeek\", \"深度求索\"]\n";

std::vector<std::string> complaints_about(const std::string& text) {
  File file("t.toml", text);
  read_topics(file);
  return file.complaints();
}

// The only complaint about a topic that otherwise is sound; its own line is the 7th.
std::string complaint_about_line(const std::string& line) {
  const std::vector<std::string> lines = complaints_about(
      "version = 1\n" + kEntity + "[[topic]]\nid = \"a\"\n" + line + "\nnone = [\"x\"]\n");
  EXPECT_EQ(lines.size(), 1u) << ::testing::PrintToString(lines);
  return lines.empty() ? "" : lines.front();
}

// The only topic of a file in which it has these lines.
TopicRule topic_with(const std::string& lines, const std::string& before = "") {
  File file("t.toml", "version = 1\n" + before + kEntity + "[[topic]]\nid = \"a\"\n" + lines);
  TopicSet set = read_topics(file);
  EXPECT_THAT(file.complaints(), IsEmpty());
  EXPECT_EQ(set.topics.size(), 1u);
  return set.topics.empty() ? TopicRule() : set.topics.front();
}

TEST(TopicFile, JoinsListsAndQueryToOneExpression) {
  const TopicRule topic = topic_with(
      "any = [\"国运\", \"国货\"]\nquery = 'x & y'\nall_of = [[\"$deepseek\", \"AI\"], [\"z\"]]\n");

  EXPECT_EQ(written(topic.match, topic.leaves),
            R"((("国运" | "国货") | ("x" & "y")) & (("DeepSeek" | "深度求索") | "AI") & "z")");
}

TEST(TopicFile, TakesEachPartAlone) {
  const auto match = [](const std::string& line) {
    const TopicRule topic = topic_with(line);
    return written(topic.match, topic.leaves);
  };
  EXPECT_EQ(match("any = [\"x\"]"), R"("x")");
  EXPECT_EQ(match("query = 'x ~3 y'"), R"("x" ~3 "y")");
  EXPECT_EQ(match("all_of = [[\"x\", \"y\"]]"), R"("x" | "y")");
}

TEST(TopicFile, ReadsWhatIsSaidAboutATopic) {
  const TopicRule topic = topic_with(
      "name = \"甲\"\nname_en = \"A\"\ntarget = \"deepseek\"\nany = [\"x\"]\n"
      "fields = [\"text\", \"root\"]\nrepost = \"both\"\n[topic.test]\nmatch = [\"x\", \"y x\"]\n"
      "nomatch = [\"z\"]\n");

  EXPECT_EQ(topic.id, "a");
  EXPECT_EQ(topic.name, "甲");
  EXPECT_EQ(topic.name_en, "A");
  EXPECT_EQ(topic.target, "deepseek");
  EXPECT_EQ(topic.line, 5u);
  EXPECT_EQ(topic.places, bit(Place::text) | bit(Place::root));
  EXPECT_EQ(topic.repost, Repost::both);
  ASSERT_EQ(topic.must_match.size(), 2u);
  EXPECT_EQ(topic.must_match[1].text, "y x");
  EXPECT_EQ(topic.must_match[1].line, 14u);
  EXPECT_EQ(topic.must_match[1].column, 16u);
  EXPECT_EQ(topic.must_not_match.size(), 1u);
}

TEST(TopicFile, AddsWhatGlobalExcludesToEveryTopic) {
  const TopicRule topic =
      topic_with("any = [\"x\"]\nnone = [\"y\"]\n", "[global]\nnone = [\"广告\", \"#抽奖#\"]\n");

  ASSERT_EQ(topic.none.size(), 3u);
  EXPECT_EQ(topic.leaves[topic.none[0]].written, "y");
  EXPECT_EQ(topic.leaves[topic.none[1]].written, "广告");
  EXPECT_EQ(topic.leaves[topic.none[2]].is, Pattern::Is::hashtag);
}

TEST(TopicFile, KnowsWhereEveryLeafIsWritten) {
  const TopicRule topic = topic_with("query = \"\"\"\n  国货 |\n  $deepseek\"\"\"\n");

  ASSERT_EQ(topic.leaves.size(), 3u);
  EXPECT_EQ(topic.leaves[0].line, 8u);
  EXPECT_EQ(topic.leaves[0].column, 3u);
  EXPECT_EQ(topic.leaves[2].line, 4u);
  EXPECT_EQ(topic.leaves[2].column, 23u);
  EXPECT_EQ(topic.leaves[2].entity, "deepseek");
}

TEST(TopicFile, ShipsTopicsAndEntitiesWithoutComplaints) {
  File file("topics.toml", embedded::topics());

  const TopicSet set = read_topics(file);

  EXPECT_THAT(file.complaints(), IsEmpty());
  EXPECT_EQ(set.topics.size(), 23u);
  EXPECT_EQ(set.entities.size(), 25u);
}

TEST(TopicFile, PointsIntoTheMiddleOfAQuery) {
  EXPECT_EQ(complaint_about_line("query = 'a | (b & c) ~3 d'"),
            "t.toml:7:17: topic.query: '&' cannot stand below nearness, which joins terms and "
            "groups with '|' only; write (a ~8 b) & c");
  EXPECT_EQ(complaint_about_line("query = \"\"\"\n国货 |\n 国运 \\u0026 $depseek\"\"\""),
            "t.toml:9:12: topic.query: '$depseek' is no known entity; the nearest entity is "
            "'deepseek'");
}

TEST(TopicFile, TellsTheNearestEntityForAnUnknownOne) {
  EXPECT_EQ(complaint_about_line("any = [\"y\", \"$deepsek\"]"),
            "t.toml:7:14: topic.any: '$deepsek' is no known entity; the nearest entity is "
            "'deepseek'");
  EXPECT_EQ(complaint_about_line("any = [\"y\"]\ntarget = \"depseek\""),
            "t.toml:8:10: topic.target: 'depseek' is no known entity; the nearest entity is "
            "'deepseek'");
}

TEST(TopicFile, RefusesATopicThatMatchesNothingOrNearlyEverything) {
  EXPECT_EQ(complaint_about_line("name = \"only none\""),
            "t.toml:6:6: topic.id: 'a' matches nothing; write any, all_of or query");
  EXPECT_THAT(complaint_about_line("query = 'y | !z'"),
              HasSubstr("7:9: topic.query: matches every post in which none of its words stand"));
  EXPECT_THAT(complaints_about("version = 1\n[[topic]]\nid = \"a\"\nquery = '!z'\n"
                               "all_of = [[\"y\"]]\n"),
              IsEmpty());
}

TEST(TopicFile, RefusesEmptyLists) {
  for (const std::string line : {"any = []", "all_of = []", "all_of = [[]]"}) {
    EXPECT_THAT(complaint_about_line(line), HasSubstr("an empty list; write a term"));
  }
}

TEST(TopicFile, RefusesTermsThatHoldNothing) {
  EXPECT_EQ(complaint_about_line("any = [\"y\", \" \"]"),
            "t.toml:7:15: topic.any: '' holds nothing to look for; remove it or write a word");
}

TEST(TopicFile, RefusesUnknownFieldsRepostsAndKeys) {
  EXPECT_EQ(complaint_about_line("any = [\"y\"]\nfields = [\"text\", \"title\"]"),
            "t.toml:8:20: topic.fields: 'title' is none of: text, hashtags, chain, root, author, "
            "mentions, region");
  EXPECT_EQ(complaint_about_line("any = [\"y\"]\nrepost = \"all\""),
            "t.toml:8:10: topic.repost: 'all' is none of: own, inherit, both");
  EXPECT_THAT(
      complaints_about("version = 1\n[[topic]]\nid = \"a\"\nany = [\"y\"]\n[topic.test]\n"
                       "macth = [\"y\"]\n"),
      ElementsAre("t.toml:6:9: unknown key 'macth' in [topic.test]; did you mean 'match'?"));
}

TEST(TopicFile, RefusesATopicThatAnotherOnesSecondResultIsCalledLike) {
  EXPECT_THAT(complaints_about("version = 1\n[[topic]]\nid = \"a_inherited\"\nany = [\"y\"]\n"
                               "[[topic]]\nid = \"a\"\nany = [\"y\"]\nrepost = \"both\"\n"),
              ElementsAre(HasSubstr("8:10: topic.repost: 'a_inherited' is the id of a topic")));
}

TEST(TopicFile, RefusesIdsThatAreNoneReservedOrTaken) {
  const std::string any = "any = [\"y\"]\n";

  const std::vector<std::string> lines = complaints_about(
      "version = 1\n[[topic]]\nid = \"all\"\n" + any + "[[topic]]\nid = \"A-1\"\n" + any +
      "[[topic]]\n" + any + "[[topic]]\nid = \"a\"\n" + any + "[[topic]]\nid = \"a\"\n" + any);

  EXPECT_THAT(lines,
              ElementsAre("t.toml:3:6: topic.id: 'all' is defined twice; rename or remove one",
                          "t.toml:6:6: topic.id: 'A-1' is no id; write 1 to 64 of a-z, 0-9 and _",
                          "t.toml:8:1: topic.id: '' is no id; write 1 to 64 of a-z, 0-9 and _",
                          "t.toml:14:6: topic.id: 'a' is defined twice; rename or remove one"));
}

TEST(TopicFile, WantsVersionOneAndAtLeastOneTopic) {
  EXPECT_THAT(complaints_about(""),
              ElementsAre("t.toml:1:1: version: missing; write version = 1",
                          "t.toml:1:1: topic: no topics; write at least one [[topic]]"));
  EXPECT_THAT(complaints_about("version = 2\n[[topic]]\nid = \"a\"\nany = [\"y\"]\n"),
              ElementsAre("t.toml:1:11: version: this program reads version 1 only; write version "
                          "= 1"));
}

TEST(TopicFile, RefusesMoreTopicsThanThereAreTags) {
  std::string text = "version = 1\n";
  for (int i = 0; i < 4200; i++) {
    text += "[[topic]]\nid = \"t" + std::to_string(i) + "\"\nany = [\"y\"]\n";
  }

  EXPECT_THAT(complaints_about(text),
              ElementsAre("t.toml:12288:6: topic.id: more than 4095 topics and entities; move some "
                          "to a job of their own"));
}

TEST(TopicFile, HasOnlyOneComplaintWhenItCannotBeParsedOrRead) {
  EXPECT_EQ(complaints_about("version = = 1\n").size(), 1u);
  File file("/nowhere/t.toml");
  read_topics(file);
  EXPECT_EQ(file.complaints().size(), 1u);
}

TEST(TopicFile, HasAnotherHashWhenItsBytesDiffer) {
  const std::string path = ::testing::TempDir() + "hash_topics.toml";
  const auto hash_with = [&](std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    File config(::testing::TempDir() + "c.toml", "[topic]\nfile = \"hash_topics.toml\"\n");
    return topics_hash(config.root().table("topic"));
  };
  File no_file("c.toml", "");

  EXPECT_EQ(hash_with(embedded::topics()), topics_hash(no_file.root().table("topic")));
  EXPECT_NE(hash_with("version = 1\n"), hash_with("version = 2\n"));
}

}  // namespace
}  // namespace yuqing
