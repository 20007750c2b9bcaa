#include "operators/negation.h"

#include <gtest/gtest.h>

#include <string>

#include "operators/symbols.h"

namespace yuqing {
namespace {

// A digit a symbol: 1 if it is turned.
std::string turned(std::string_view text) {
  const Symbols symbols = symbols_in(text);
  const std::vector<bool> is_turned = turned_in(symbols.with_edges.data(), symbols.size);
  std::string told;
  for (std::size_t i = 0; i < symbols.size; i++) {
    told += is_turned[i] ? '1' : '0';
  }
  return told;
}

TEST(Negation, ReachesThreeSymbols) {
  EXPECT_EQ(turned("不一二三四五"),
            "0111"
            "00");
  EXPECT_EQ(turned("一勿二"), "001");
}

TEST(Negation, CountsNoSymbolOfDegree) {
  EXPECT_EQ(turned("没有那么好看呀呀"), "01111110");
}

TEST(Negation, EndsAtAMarkOrEmoji) {
  EXPECT_EQ(turned("不好😡吃"), "0100");
  EXPECT_EQ(turned("不好，吃"), "0100");
  EXPECT_EQ(turned("不"), "0");
  EXPECT_EQ(turned("，不！好"), "0000");
}

TEST(Negation, IsCancelledByAnother) {
  EXPECT_EQ(turned("没有不好看"), "00000");
  EXPECT_EQ(turned("不得不说好"), "00000");
}

TEST(Negation, BeginsAnewBehindAMark) {
  EXPECT_EQ(turned("不好，不坏"), "01001");
}

TEST(Negation, IsNotInWordsThatNegateNothing) {
  for (const std::string_view text :
       {"不错哦", "特别好", "没想到", "无比好", "未来好", "莫名好", "好不好", "对不起", "忍不住"}) {
    EXPECT_EQ(turned(text), "000") << text;
  }
}

TEST(Negation, IsEnglishToo) {
  EXPECT_EQ(turned("not good"), "01");
  EXPECT_EQ(turned("I don't like it."),
            "000011"
            "0");
  EXPECT_EQ(turned("t good"), "00");
}

TEST(Negation, IsFoundWhereverItStands) {
  for (int before = 0; before < 40; before++) {
    std::string text;
    for (int i = 0; i < before; i++) {
      text += i % 2 == 0 ? "一" : "二";
    }
    const auto zeros = std::string(static_cast<std::size_t>(before), '0');
    EXPECT_EQ(turned(text + "不好"), zeros + "01");
  }
}

TEST(Negation, TellsItsNegators) {
  const Symbols symbols = symbols_in("不好，特别好，没坏");
  EXPECT_EQ(negators_in(symbols.with_edges.data(), symbols.size), (std::vector<std::size_t>{0, 7}));
}

}  // namespace
}  // namespace yuqing
