#include "operators/hashtags.h"

#include <gtest/gtest.h>

#include "operators/normalize.h"
#include "pipeline/plain_text.h"

namespace yuqing {
namespace {

using Texts = std::vector<std::string>;

Texts hashtags_of(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(text, chars, classes);
  std::vector<std::u16string_view> found;
  find_hashtags({chars.data(), chars.size()}, classes, found);
  Texts texts;
  for (const std::u16string_view hashtag : found) {
    texts.push_back(utf8_of(hashtag));
  }
  return texts;
}

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; i++) {
    all += text;
  }
  return all;
}

TEST(Hashtags, StandBetweenTwoMarks) {
  EXPECT_EQ(hashtags_of("#国货之光#好#DeepSeek#"), (Texts{"国货之光", "deepseek"}));
  EXPECT_EQ(hashtags_of("＃国货之光＃"), (Texts{"国货之光"}));
  EXPECT_EQ(hashtags_of("只有#一个"), (Texts{}));
  EXPECT_EQ(hashtags_of("一 # 二 #三#"), (Texts{"三"}));
}

TEST(Hashtags, MayHaveBlanksInsideButNotAtTheirEnds) {
  EXPECT_EQ(hashtags_of("#春节 档#"), (Texts{"春节 档"}));
  EXPECT_EQ(hashtags_of("# 春节#"), (Texts{}));
  EXPECT_EQ(hashtags_of("##"), (Texts{}));
}

TEST(Hashtags, OfASuperTopicAreNamedWithoutItsMark) {
  EXPECT_EQ(hashtags_of("#国货[超话]#"), (Texts{"国货"}));
  EXPECT_EQ(hashtags_of("#[超话]#"), (Texts{}));
}

TEST(Hashtags, HaveAtMost60Characters) {
  EXPECT_EQ(hashtags_of("#" + times(60, "好") + "#"), (Texts{times(60, "好")}));
  EXPECT_EQ(hashtags_of("#" + times(61, "好") + "#"), (Texts{}));
  EXPECT_EQ(hashtags_of("#" + times(61, "好") + "#国货#"), (Texts{"国货"}));
}

TEST(Hashtags, AreAlsoLatinWordsBehindAMark) {
  EXPECT_EQ(hashtags_of("I like #DeepSeek and #made_in_china2025!"),
            (Texts{"deepseek", "made_in_china2025"}));
  EXPECT_EQ(hashtags_of("see #AI #ML"), (Texts{"ai", "ml"}));
  EXPECT_EQ(hashtags_of("#ai"), (Texts{"ai"}));
}

TEST(Hashtags, AreNotWhatStandsBehindALetterOrBeginsWithADigit) {
  EXPECT_EQ(hashtags_of("C#sharp"), (Texts{}));
  EXPECT_EQ(hashtags_of("number #1 of all"), (Texts{}));
}

}  // namespace
}  // namespace yuqing
