#include "commands/terminal.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

TEST(Terminal, CountsTwoColumnsForAWideCharacterAndNoneForAMarkOnAnother) {
  EXPECT_EQ(columns_of("AI heroes"), 9U);
  EXPECT_EQ(columns_of("国货之光"), 8U);
  EXPECT_EQ(columns_of("ＡＩ｡"), 5U);
  EXPECT_EQ(columns_of("😀"), 2U);
  EXPECT_EQ(columns_of("e\u0301\u200d"), 1U);
  EXPECT_EQ(columns_of("▁█"), 2U);
}

TEST(Terminal, FillsAndCutsByColumnsAndCutsNoCharacterInHalf) {
  EXPECT_EQ(fitted("国货", 6), "国货  ");
  EXPECT_EQ(fitted("国货", 6, Side::right), "  国货");
  EXPECT_EQ(fitted("国货之光", 5), "国货 ");
  EXPECT_EQ(fitted("A国", 2), "A ");
  EXPECT_EQ(fitted("", 3), "   ");
}

TEST(Terminal, LetsNoTextControlIt) {
  EXPECT_EQ(fitted("\033[31mred\a\r\n", 12), "[31mred     ");
  EXPECT_EQ(fitted("a\u202eb\u2066c", 3), "abc");
  EXPECT_EQ(fitted("\xff", 2), "? ");
}

TEST(Terminal, DrawsSharesAsSignsOfOneColumnEach) {
  EXPECT_EQ(sentiment_bar({1, 2, 1}, 8, false), "--....++");
  EXPECT_EQ(sentiment_bar({0, 0, 5}, 4, false), "++++");
  EXPECT_EQ(sentiment_bar({0, 0, 0}, 4, false), "    ");
}

}  // namespace
}  // namespace yuqing
