#include "operators/symbols.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "operators/normalize.h"

namespace yuqing {
namespace {

std::u16string cut(const std::vector<char16_t>& chars, const std::vector<CharClass>& classes) {
  std::vector<char16_t> symbols(chars.size() + kSymbolRoom);
  const std::size_t size = cut_symbols(chars.data(), classes.data(), chars.size(), symbols.data());
  EXPECT_EQ(symbols[0], kEdge);
  EXPECT_EQ(symbols[1], kEdge);
  EXPECT_EQ(symbols[size + 2], kEdge);
  return {symbols.begin() + 2, symbols.begin() + 2 + static_cast<std::ptrdiff_t>(size)};
}

std::u16string cut(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(text, chars, classes);
  return cut(chars, classes);
}

TEST(Symbols, AreCharactersOfHanAndMarks) {
  EXPECT_EQ(cut("国货之光！"), u"国货之光!");
}

TEST(Symbols, AreWholeWordsWhateverTheirCase) {
  EXPECT_EQ(cut("DeepSeek好").size(), 2u);
  EXPECT_EQ(cut("DeepSeek"), cut("deepseek"));
  EXPECT_NE(cut("good"), cut("bad"));
}

TEST(Symbols, AreNumbersByTheirLength) {
  EXPECT_EQ(cut("2025年").size(), 2u);
  EXPECT_EQ(cut("2025"), cut("1984"));
  EXPECT_NE(cut("2025"), cut("25"));
}

TEST(Symbols, TellNumbersThatAreWords) {
  EXPECT_NE(cut("666"), cut("123"));
  EXPECT_EQ(cut("666"), cut("66666"));
}

TEST(Symbols, LeaveOutBlanks) {
  EXPECT_EQ(cut(" 国 货 "), u"国货");
}

TEST(Symbols, CutRunsToTwo) {
  EXPECT_EQ(cut("哈哈哈哈哈！！！！"), u"哈哈!!");
  EXPECT_EQ(cut("哈 哈 哈"), u"哈哈");
  EXPECT_EQ(cut("soooo"), cut("soooooooo"));
  EXPECT_EQ(cut("[泪][泪][泪][泪]").size(), 2u);
}

TEST(Symbols, OfNothingAreNone) {
  EXPECT_EQ(cut(""), u"");
  EXPECT_EQ(cut("   "), u"");
}

TEST(Symbols, LeaveOutLinksAndNames) {
  EXPECT_EQ(cut("今天 http://t.cn/A6TEST01 很好@小林同学 "), u"今天很好");
  EXPECT_EQ(cut("@人民日报 http://t.cn/A6TEST01"), u"");
  EXPECT_EQ(cut("一二三四五六七八九十一二三四五六http://t.cn/A6TEST01"),
            u"一二三四五六七八九十一二三四五六");
}

TEST(Symbols, LeaveOutHashtags) {
  EXPECT_EQ(cut("#日常#今天很好#周末#"), u"今天很好");
  EXPECT_EQ(cut("今天一二三四五六七八九十一二三四#周末#五六七八九十"),
            u"今天一二三四五六七八九十一二三四五六七八九十");
}

TEST(Symbols, LetHashtagsSpeakWhereHardlyAnythingElseDoes) {
  EXPECT_EQ(cut("#国货之光#哈哈哈！"), u"#国货之光#哈哈!");
}

TEST(Symbols, TakeASingleSignForNoHashtag) {
  EXPECT_EQ(cut("今天很好#周末"), u"今天很好#周末");
  EXPECT_EQ(cut("今天很好##"), u"今天很好##");
  const std::string far = "今天" + std::string(50, '!') + "很好";
  EXPECT_EQ(cut("很好很坏#" + far + "#"), u"很好很坏#今天!!很好#");
}

TEST(Symbols, HaveTheirPlaces) {
  const std::u16string text = u"#日常# 哈哈哈 好了吗";
  const std::vector<char16_t> chars(text.begin(), text.end());
  std::vector<CharClass> classes;
  for (const char16_t unit : text) {
    classes.push_back(unit == u' ' ? CharClass::blank
                                   : (unit == u'#' ? CharClass::mark : CharClass::han));
  }

  const std::vector<Span> places = symbol_places(chars.data(), classes.data(), chars.size());

  std::u16string told;
  for (const Span place : places) {
    told += text.substr(place.begin, place.size);
  }
  EXPECT_EQ(told, u"哈哈好了吗");
}

// What cut_symbols() does sixteen units at a time, said in the plainest way.
TEST(Symbols, AreTheSameWhateverStandsAroundThem) {
  std::mt19937 random(5);
  const std::u16string letters = u"哈国!";
  for (int round = 0; round < 3000; round++) {
    std::vector<char16_t> chars(random() % 100);
    std::vector<CharClass> classes(chars.size());
    std::u16string wanted;
    for (std::size_t i = 0; i < chars.size(); i++) {
      const bool is_blank = random() % 8 == 0;
      chars[i] = is_blank ? u' ' : letters[random() % letters.size()];
      classes[i] =
          is_blank ? CharClass::blank : (chars[i] == u'!' ? CharClass::mark : CharClass::han);
      const bool third = wanted.ends_with(std::u16string(2, chars[i]));
      if (!is_blank && !third) {
        wanted += chars[i];
      }
    }
    ASSERT_EQ(cut(chars, classes), wanted);
  }
}

}  // namespace
}  // namespace yuqing
