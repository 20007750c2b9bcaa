#include "operators/topic_terms.h"

#include <gtest/gtest.h>

#include "operators/normalize.h"

namespace yuqing {
namespace {

// Tries every place where the literal of the term begins, as the scan would.
bool found(std::string_view written_term, std::string_view written_text) {
  const Term term = parse_term(written_term);
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(written_text, chars, classes);
  const NormalText text{.chars = {chars.data(), chars.size()}, .classes = classes};
  std::size_t at = text.chars.find(term.literal());
  while (at != std::u16string_view::npos) {
    if (stands_at(term, text, at)) {
      return true;
    }
    at = text.chars.find(term.literal(), at + 1);
  }
  return false;
}

TEST(TopicTerms, StandInAPostAsTheFormatPromises) {
  struct Example {
    std::string_view term;
    std::string_view text;
    bool is_found;
  };
  const std::vector<Example> examples = {
      {"AI", "国产AI遥遥领先", true},
      {"AI", "AIs everywhere", true},
      {"AI", "OpenAI", true},
      {"AI", "training maid chain", false},
      {"AI", "GPAI", false},
      {"mac", "machine", false},
      {"mac", "macbook", false},
      {"mac*", "machine", true},
      {"mac*", "macbook", true},
      {"ERNIE", "Bernie", false},
      {"R1", "DeepSeekR1ismadeinChina", true},
      {"made in China", "DeepSeekR1ismadeinChina", true},
      {"DeepSeek", "deepseekr1", false},
      {"DeepSeek*", "deepseekr1", true},
      {"H20", "H200", false},
      {"o1", "gpto1", false},
      {"o1", "Pro1", false},
      {"o1", "o1-mini", true},
      {"Sam Altman", "SamAltman", true},
      {"A100", "Ａ１００", true},
      {"V3", "V3.1", true},
      {"ban", "bans", true},
      {"open source", "open-source", true},
      {"open source", "OpenSource", true},
      {"GPT4*", "gpt-4o", false},
      {"GPT-4*", "gpt-4o", true},
      {"GPT-4*", "GPT4o", true},
      {"芯片", "芯 片", false},
  };

  for (const Example& example : examples) {
    EXPECT_EQ(found(example.term, example.text), example.is_found)
        << example.term << " in " << example.text;
  }
}

TEST(TopicTerms, FindChineseInsideLongerWordsButNumbersOnlyWhole) {
  EXPECT_TRUE(found("国运", "这是国运级的创新"));
  EXPECT_TRUE(found("557万", "只花557万美元"));
  EXPECT_FALSE(found("557万", "花了1557万美元"));
  EXPECT_FALSE(found("985", "生于1985年"));
  EXPECT_TRUE(found("5.6M", "$5.6M total"));
  EXPECT_FALSE(found("5.6M", "15.6M total"));
}

TEST(TopicTerms, WantEdgesOnlyWhereTheyBeginOrEndWithLettersOrDigits) {
  EXPECT_TRUE(found("AI三杰", "OpenAI三杰们"));
  EXPECT_FALSE(found("AI三杰", "gpai三杰"));
  EXPECT_TRUE(found("MIT协议", "用MIT协议开源"));
  EXPECT_FALSE(found("国产AI", "国产AIGC"));
}

TEST(TopicTerms, TakeAnyOneSeparatorForABlankAndNoneAtAll) {
  for (const std::string_view text :
       {"new year gift", "new-year_gift", "NewYearGift", "new·year gift",
        "ＮＥＷ　ＹＥＡＲ　ＧＩＦＴ", "newyeargifts"}) {
    EXPECT_TRUE(found("new year gift", text)) << text;
  }
  EXPECT_FALSE(found("new year gift", "new, year gift"));
  EXPECT_FALSE(found("new year gift", "new year's gift"));
}

TEST(TopicTerms, AllowAPluralOnlyWhereAnEdgeFollows) {
  EXPECT_TRUE(found("ban", "BANS!"));
  EXPECT_TRUE(found("ban", "bans禁令"));
  EXPECT_FALSE(found("ban", "bansky"));
  EXPECT_FALSE(found("ban", "banned"));
}

TEST(TopicTerms, FloatInGluedTextFromTenLettersOn) {
  EXPECT_TRUE(found("Xiaohongshu", "thexiaohongshuapp"));
  EXPECT_TRUE(found("Liang Wenfeng", "byliangwenfengtoday"));
  EXPECT_FALSE(found("Anthropic", "theanthropicapp"));
}

TEST(TopicTerms, AreNeverPartOfLinksMentionsOrEmoticonsWhichAreEdges) {
  EXPECT_FALSE(found("DeepSeek", "@DeepSeek 你好"));
  EXPECT_FALSE(found("DeepSeek", "http://deepseek.com/x"));
  EXPECT_FALSE(found("doge", "[doge]"));
  EXPECT_TRUE(found("AI", "[doge]AI[doge]"));
  EXPECT_TRUE(found("AI", "🚀AI🚀"));
}

TEST(TopicTerms, AreFoundInTraditionalAndBrokenByInvisibleCharacters) {
  EXPECT_TRUE(found("梁文锋", "梁文鋒"));
  EXPECT_TRUE(found("国产AI", "國產ＡＩ"));
  EXPECT_TRUE(found("DeepSeek", "Deep\u200BSeek 崩了"));
}

TEST(TopicTerms, AreRefusedWithAMendWhenTheyCanNeverMatch) {
  EXPECT_EQ(complaint_about("国运"), "");
  EXPECT_EQ(complaint_about("tariff*"), "");
  EXPECT_NE(complaint_about("[doge]").find("never match"), std::string::npos);
  EXPECT_NE(complaint_about("🚀").find("never match"), std::string::npos);
  EXPECT_NE(complaint_about("a*b").find("not its last character"), std::string::npos);
  for (const std::string_view nothing : {"", " ", "*", "- _", "\u200B"}) {
    EXPECT_NE(complaint_about(nothing).find("nothing to look for"), std::string::npos) << nothing;
  }
}

}  // namespace
}  // namespace yuqing
