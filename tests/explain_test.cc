#include "operators/explain.h"

#include <gtest/gtest.h>

#include <numeric>

#include "operators/normalize.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

constexpr std::array<std::string_view, 8> kTexts = {
    "国货之光，太争气了，为你们骄傲！[doge]",
    "  气死我了，什么 垃圾ＡＰＰ😡😡😡 再也不用了//@热搜君:太自豪了！",
    "回复@张三:哈哈哈哈哈哈哈哈，666！//@李四:好",
    "今天的天气 http://t.cn/A6TEST01 真 soooo good，但是我并不觉得好",
    "不",
    "",
    "转发微博",
    "\xFF坏\xC3 字节也有\xE4\xBD"};

std::int64_t sum_of(const Explanation& why) {
  return std::accumulate(why.causes.begin(), why.causes.end(), why.bias + why.other,
                         [](std::int64_t sum, const Cause& cause) { return sum + cause.share; });
}

TEST(Explain, GivesSharesThatAddUpToTheMargin) {
  const LoadedModel model({});
  for (const std::string_view text : kTexts) {
    const Symbols symbols = symbols_of(text);
    const Margins margins =
        model->margins(model->sums(symbols.with_edges.data(), symbols.size), symbols.size);

    const Explanation why = explain(*model, text);

    EXPECT_EQ(sum_of(why), why.margin) << text;
    if (symbols.size > 0) {
      EXPECT_EQ(why.margin, margins.sentiment[2] - margins.sentiment[0]) << text;
    }
  }
}

TEST(Explain, TakesTheModelsLeaningForWhatIsLeft) {
  const LoadedModel model({});
  const ByHead<std::int32_t>& bias = model->weights().bias;
  for (const std::string_view text : kTexts) {
    if (symbols_of(text).size > 0) {
      EXPECT_NEAR(static_cast<double>(explain(*model, text).bias), bias[2] - bias[0], 1) << text;
    }
  }
}

TEST(Explain, NamesPiecesOfTheOwnWordsAsTheyWereWritten) {
  const LoadedModel model({});
  const std::string_view text = "回复@张三: 氣死我了，什麼垃圾ＡＰＰ[怒]//@李四:好";

  const Explanation why = explain(*model, text);

  ASSERT_FALSE(why.causes.empty());
  EXPECT_LT(why.causes[0].share, 0);
  for (const Cause& cause : why.causes) {
    EXPECT_LT(cause.begin, cause.end);
    EXPECT_GE(cause.begin, text.find("氣"));
    EXPECT_LE(cause.end, text.find("//"));
  }
  ASSERT_EQ(why.emoticons.size(), 1u);
  EXPECT_EQ(text.substr(why.emoticons[0].begin, why.emoticons[0].end - why.emoticons[0].begin),
            "[怒]");
}

TEST(Explain, TellsTheNegators) {
  const std::string_view text = "我并不觉得好，也沒有意思";

  const Explanation why = explain(*LoadedModel({}), text);

  ASSERT_EQ(why.negators.size(), 2u);
  EXPECT_EQ(why.negators[0].begin, text.find("不"));
  EXPECT_EQ(why.negators[1].begin, text.find("沒"));
}

TEST(Explain, TellsNoNegatorThatTurnsNothing) {
  EXPECT_TRUE(explain(*LoadedModel({}), "特别好，不得不说没有不满意").negators.empty());
}

TEST(Explain, GivesTheStrongestFirstAndAtMostFive) {
  std::string text;
  for (int i = 0; i < 20; i++) {
    text += "太棒了，骄傲！垃圾，恶心。";
  }

  const Explanation why = explain(*LoadedModel({}), text);

  ASSERT_EQ(why.causes.size(), kMostCauses);
  for (std::size_t i = 1; i < why.causes.size(); i++) {
    EXPECT_GE(std::abs(why.causes[i - 1].share), std::abs(why.causes[i].share));
  }
  EXPECT_NE(why.other, 0);
}

}  // namespace
}  // namespace yuqing
