#include "operators/origins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "operators/normalize.h"

namespace yuqing {
namespace {

std::vector<char16_t> units_of(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(text, chars, classes);
  return chars;
}

std::string random_text(std::mt19937& random, const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = random() % 30; i > 0; i--) {
    text += parts[random() % parts.size()];
  }
  return text;
}

TEST(Origins, SayWhereEachUnitBegins) {
  EXPECT_THAT(origins(""), testing::ElementsAre(0));
  EXPECT_THAT(origins("a好"), testing::ElementsAre(0, 1, 4));
}

TEST(Origins, GiveASymbolTheBeginOfWhatItWasWrittenWith) {
  EXPECT_THAT(origins("看http://t.cn/A6x好"), testing::ElementsAre(0, 3, 18, 21));
  EXPECT_THAT(origins("看t.cn/A6x 好"), testing::ElementsAre(0, 3, 11, 12, 15));
  EXPECT_THAT(origins("@张三:好"), testing::ElementsAre(0, 7, 8, 11));
  EXPECT_THAT(origins("[泪]好"), testing::ElementsAre(0, 5, 8));
}

TEST(Origins, NeverGoBackAndAreOneMoreThanTheUnits) {
  const std::vector<std::string> parts = {
      "好",       "國",     "Ａ",     "a",    "1",     " ",
      "[泪]",     "[",      "]",      "@b",   "@",     "http://t.cn/A6x",
      "//",       "😀",      "\u200D", "\xFF", "t.cn/", "https://x.y/z?",
      "👍🏽", "\u200B", ":",      "é"};
  std::mt19937 random(1);
  for (int i = 0; i < 3000; i++) {
    const std::string text = random_text(random, parts);
    const std::vector<std::uint32_t> found = origins(text);

    ASSERT_EQ(found.size(), units_of(text).size() + 1) << text;
    EXPECT_TRUE(std::is_sorted(found.begin(), found.end())) << text;
    EXPECT_EQ(found.back(), text.size()) << text;
  }
}

TEST(Origins, CutPlainTextIntoPiecesThatNormalizeToTheirUnits) {
  const std::vector<std::string> parts = {"好", "國", "Ａ", "a",  "1",
                                          " ",  "，", "é",  "！", "\u200B"};
  std::mt19937 random(2);
  for (int i = 0; i < 1000; i++) {
    const std::string text = random_text(random, parts);
    const std::vector<std::uint32_t> found = origins(text);
    const std::vector<char16_t> units = units_of(text);
    for (std::size_t unit = 0; unit < units.size(); unit++) {
      const std::string piece = text.substr(found[unit], found[unit + 1] - found[unit]);

      EXPECT_EQ(units_of(piece), std::vector<char16_t>{units[unit]}) << text << " at " << unit;
    }
  }
}

}  // namespace
}  // namespace yuqing
