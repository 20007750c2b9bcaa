#include "operators/topic_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yuqing {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(TopicImport, MakesATopicOfEveryGroupBetweenEmptyLines) {
  const Imported found = import_trendradar("胖东来\n于东来\n\n\n大疆\n");

  EXPECT_EQ(
      found.toml,
      "version = 1\n"
      "\n[[topic]]\nid = \"topic_1\"\nname = \"胖东来 / 于东来\"\nany = [\"胖东来\", \"于东来\"]\n"
      "\n[[topic]]\nid = \"topic_2\"\nname = \"大疆\"\nany = [\"大疆\"]\n");
  EXPECT_EQ(found.topics, 2u);
  EXPECT_TRUE(found.notes.empty());
}

TEST(TopicImport, WantsEveryMustWordAndKeepsExclusionsInTheirTopic) {
  const Imported found = import_trendradar("人工智能\n+发布\n+上市\n!广告\n");

  EXPECT_THAT(
      found.toml,
      HasSubstr("any = [\"人工智能\"]\nall_of = [[\"发布\"], [\"上市\"]]\nnone = [\"广告\"]\n"));
}

TEST(TopicImport, TakesTheNameOfTheGroupBeforeTheNamesOfItsWords) {
  const Imported named = import_trendradar("[东亚 East Asia]\n日本\n/韩国|首尔/ => 韩国\n");
  const Imported parts = import_trendradar("日本\n/韩国|首尔/ => 韩国\n+新闻\n");

  EXPECT_THAT(named.toml, HasSubstr("id = \"east_asia\"\nname = \"东亚 East Asia\"\n"));
  EXPECT_THAT(parts.toml, HasSubstr("name = \"日本 / 韩国 / 新闻\"\n"));
}

TEST(TopicImport, KeepsRegularExpressionsWithoutTheirFlags) {
  const Imported found = import_trendradar("/胡歌|彭于晏/i => 演员\n");

  EXPECT_THAT(found.toml, HasSubstr("name = \"演员\"\nany = [\"/胡歌|彭于晏/\"]\n"));
}

TEST(TopicImport, MakesTheGlobalFilterAnExclusionOfAllTopics) {
  const Imported found =
      import_trendradar("[GLOBAL_FILTER]\n震惊\n\n标题党\n\n[WORD_GROUPS]\n大疆\n\n!广告\n");

  EXPECT_THAT(found.toml, HasSubstr("[global]\nnone = [\"震惊\", \"标题党\", \"广告\"]\n"));
  EXPECT_EQ(found.topics, 1u);
}

TEST(TopicImport, LeavesLimitsOutAndSaysOnWhichLine) {
  const Imported found = import_trendradar("# 注释\n大疆\n@10\n");

  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_EQ(found.notes[0].line, 3u);
  EXPECT_THAT(found.toml, Not(HasSubstr("@10")));
}

TEST(TopicImport, LeavesAGroupOutThatWouldFindMoreWithoutAWordThatCannotBeRead) {
  const Imported found = import_trendradar("/(?<!\\w)ai/\n+发布\n\n大疆\n+/(?=x)y/\n");

  EXPECT_EQ(found.topics, 0u);
  ASSERT_EQ(found.notes.size(), 4u);
  EXPECT_EQ(found.notes[0].line, 1u);
}

TEST(TopicImport, TellsThatLatinWordsHaveEdges) {
  EXPECT_EQ(import_trendradar("ai\n").notes.size(), 1u);
  EXPECT_EQ(import_trendradar("人工智能\n").notes.size(), 0u);
}

TEST(TopicImport, GivesEveryTopicAnIdOfItsOwn) {
  const Imported found = import_trendradar("AI\nJava\n\nai\njava\n\n985\n");

  EXPECT_THAT(found.toml, HasSubstr("id = \"ai_java\"\n"));
  EXPECT_THAT(found.toml, HasSubstr("id = \"ai_java_2\"\n"));
  EXPECT_THAT(found.toml, HasSubstr("id = \"topic_3\"\n"));
}

TEST(TopicImport, WritesWordsThatLookLikeMoreInQuotes) {
  const Imported found = import_trendradar("$100\na\"b\\c\n");

  EXPECT_THAT(found.toml, HasSubstr(R"(any = ["\"$100\"", "a\"b\\c"])"));
}

TEST(TopicImport, ReadsWindowsLinesAndAByteOrderMark) {
  const Imported found = import_trendradar("\xEF\xBB\xBF大疆\r\n\r\n特斯拉\r\n");

  EXPECT_EQ(found.topics, 2u);
  EXPECT_THAT(found.toml, HasSubstr("any = [\"大疆\"]"));
}

TEST(TopicImport, MakesOneTopicOfAPlainList) {
  const Imported found = import_lines("# 品牌\n大疆\n\n  大疆 \n#国货之光#\nDJI\n", "my brands");

  EXPECT_EQ(found.toml,
            "version = 1\n\n[[topic]]\nid = \"my_brands\"\nname = \"my brands\"\n"
            "any = [\"大疆\", \"#国货之光#\", \"DJI\"]\n");
  EXPECT_EQ(found.topics, 1u);
}

TEST(TopicImport, FindsNothingInAnEmptyFile) {
  EXPECT_EQ(import_trendradar("\n# nothing\n").topics, 0u);
  EXPECT_EQ(import_lines("", "x").topics, 0u);
}

}  // namespace
}  // namespace yuqing
