#include "operators/topic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/embedded.h"

namespace yuqing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kEntity = "[[entity]]\nid = \"deepseek\"\nalias = [\"DeepSeek\", \"深度求索\"]\n";

std::vector<std::string> complaints_about(const std::string& text) {
  File file("t.toml", text);
  read_list_rules(file);
  return file.complaints();
}

// The only complaint about a topic that otherwise is sound; its own line is the 7th.
std::string complaint_about_line(const std::string& line) {
  const std::vector<std::string> lines = complaints_about(
      "version = 1\n" + kEntity + "[[topic]]\nid = \"a\"\n" + line + "\nnone = [\"x\"]\n");
  EXPECT_EQ(lines.size(), 1u) << ::testing::PrintToString(lines);
  return lines.empty() ? "" : lines.front();
}

TEST(TopicFile, ReadsAnyAsOneMoreListAndEntitiesAsTheirAliases) {
  File file("t.toml",
            "version = 1\nname = \"test\"\n" + kEntity +
                "[[topic]]\nid = \"a\"\nname = \"甲\"\nname_en = \"A\"\ntarget = \"deepseek\"\n"
                "any = [\"国运\"]\nall_of = [[\"$deepseek\", \"AI\"]]\nnone = [\"综艺\"]\n"
                "fields = [\"text\", \"hashtags\"]\nrepost = \"own\"\n");

  const std::vector<ListRule> topics = read_list_rules(file);

  ASSERT_THAT(file.complaints(), IsEmpty());
  ASSERT_EQ(topics.size(), 1u);
  EXPECT_EQ(topics[0].id, "a");
  EXPECT_THAT(
      topics[0].required,
      ElementsAre(ElementsAre(parse_term("国运")),
                  ElementsAre(parse_term("DeepSeek"), parse_term("深度求索"), parse_term("AI"))));
  EXPECT_THAT(topics[0].none, ElementsAre(parse_term("综艺")));
}

TEST(TopicFile, ShipsTwentyTopicsWithoutComplaints) {
  File file("topics.toml", embedded::topics());

  const std::vector<ListRule> topics = read_list_rules(file);

  EXPECT_THAT(file.complaints(), IsEmpty());
  EXPECT_EQ(topics.size(), 20u);
}

TEST(TopicFile, TellsTheNearestEntityForAnUnknownOne) {
  EXPECT_EQ(complaint_about_line("any = [\"$deepsek\"]"),
            "t.toml:7: topic.any: '$deepsek' is no known entity; the nearest entity is 'deepseek'");
  EXPECT_EQ(complaint_about_line("any = [\"y\"]\ntarget = \"depseek\""),
            "t.toml:8: topic.target: 'depseek' is no known entity; the nearest entity is "
            "'deepseek'");
}

TEST(TopicFile, RefusesATopicThatMatchesNothing) {
  EXPECT_EQ(complaint_about_line("name = \"only none\""),
            "t.toml:6: topic.id: 'a' matches nothing; write any or all_of");
}

TEST(TopicFile, RefusesEmptyLists) {
  for (const std::string line : {"any = []", "all_of = []", "all_of = [[]]"}) {
    EXPECT_THAT(complaint_about_line(line), ::testing::HasSubstr("an empty list; write a term"));
  }
}

TEST(TopicFile, RefusesTermsThatHoldNothing) {
  EXPECT_EQ(complaint_about_line("any = [\"y\", \" \"]"),
            "t.toml:7: topic.any: ' ' holds nothing to look for; remove it or write a word");
}

TEST(TopicFile, SaysWhatToWriteInsteadOfWhatThisVersionDoesNotKnowYet) {
  for (const std::string line :
       {"query = 'a | b'", "any = [\"y\"]\nfields = [\"text\"]", "any = [\"y\"]\nrepost = \"both\"",
        "any = [\"#y#\"]", "any = [\"@y\"]", "any = [\"/y/\"]"}) {
    EXPECT_THAT(complaint_about_line(line), ::testing::ContainsRegex("this version .*; .+"));
  }
  EXPECT_THAT(complaints_about("version = 1\n[global]\nnone = [\"x\"]\n[[topic]]\nid = \"a\"\n"
                               "any = [\"y\"]\n[topic.test]\nmatch = [\"y\"]\n"),
              ElementsAre("t.toml:2: global: this version doesn't know it yet; write none in every "
                          "topic",
                          "t.toml:7: topic.test: this version doesn't run tests in topic files "
                          "yet; remove it"));
}

TEST(TopicFile, RefusesIdsThatAreNoneReservedOrTaken) {
  const std::string any = "any = [\"y\"]\n";

  const std::vector<std::string> lines = complaints_about(
      "version = 1\n[[topic]]\nid = \"all\"\n" + any + "[[topic]]\nid = \"A-1\"\n" + any +
      "[[topic]]\n" + any + "[[topic]]\nid = \"a\"\n" + any + "[[topic]]\nid = \"a\"\n" + any);

  EXPECT_THAT(lines,
              ElementsAre("t.toml:3: topic.id: 'all' is defined twice; rename or remove one",
                          "t.toml:6: topic.id: 'A-1' is no id; write 1 to 64 of a-z, 0-9 and _",
                          "t.toml:8: topic.id: '' is no id; write 1 to 64 of a-z, 0-9 and _",
                          "t.toml:14: topic.id: 'a' is defined twice; rename or remove one"));
}

TEST(TopicFile, WantsVersionOneAndAtLeastOneTopic) {
  EXPECT_THAT(complaints_about(""),
              ElementsAre("t.toml:1: version: missing; write version = 1",
                          "t.toml:1: topic: no topics; write at least one [[topic]]"));
  EXPECT_THAT(complaints_about("version = 2\n[[topic]]\nid = \"a\"\nany = [\"y\"]\n"),
              ElementsAre("t.toml:1: version: this program reads version 1 only; write version = "
                          "1"));
}

TEST(TopicFile, RefusesMoreTopicsThanThereAreTags) {
  std::string text = "version = 1\n";
  for (int i = 0; i < 4100; i++) {
    text += "[[topic]]\nid = \"t" + std::to_string(i) + "\"\nany = [\"y\"]\n";
  }

  EXPECT_THAT(complaints_about(text),
              ElementsAre("t.toml:12288: topic.id: more than 4095 topics; move some to a job of "
                          "their own"));
}

TEST(TopicFile, HasOnlyOneComplaintWhenItCannotBeParsedOrRead) {
  EXPECT_EQ(complaints_about("version = = 1\n").size(), 1u);
  File file("/nowhere/t.toml");
  read_list_rules(file);
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
