#include "pipeline/rises.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

Rise rise(std::string text, std::uint64_t now, std::uint64_t before = 0, double z = 5) {
  return {.text = std::move(text), .now = now, .before = before, .z = z};
}

std::vector<std::string> told(std::vector<Rise> terms, const Telling& telling = {},
                              const std::vector<Rise>& hashtags = {}) {
  std::vector<std::string> texts;
  for (const Rise& one : told_terms(std::move(terms), hashtags, telling)) {
    texts.push_back(one.text);
  }
  return texts;
}

// `times` posts with a text of two characters.
void add(Tally& tally, std::u16string_view text, int times) {
  for (int i = 0; i < times; i++) {
    tally.add(std::uint64_t{text[0]} << 16 | text[1], {});
  }
}

TEST(Rises, PiecesOfAPhraseArePutTogether) {
  EXPECT_EQ(told({rise("锅炉工程", 100), rise("炉工程师", 101), rise("工程师", 102, 1, 4),
                  rise("工程师连", 99, 0, 4)}),
            (std::vector<std::string>{"锅炉工程师连"}));
}

TEST(Rises, PairsOfCharactersArePutTogetherWhereOneCharacterIsSeamEnough) {
  const std::vector<Rise> pairs = {rise("之光", 100), rise("国货", 101), rise("货之", 102),
                                   rise("deepseek", 100), rise("光年", 300, 0, 4)};

  EXPECT_EQ(told(pairs, {.seams = 1}), (std::vector<std::string>{"国货之光", "deepseek", "光年"}));
  EXPECT_EQ(told(pairs), (std::vector<std::string>{"之光", "国货", "货之", "deepseek", "光年"}));
}

TEST(Rises, WhatSharesTwoCharactersIsToldOnce) {
  EXPECT_EQ(told({rise("国货之光", 100), rise("国货", 150, 0, 4), rise("之后", 80, 0, 3)}),
            (std::vector<std::string>{"国货之光", "之后"}));
}

TEST(Rises, WhatAHashtagSaysIsNoTermUnlessItIsSaidMuchMoreOften) {
  EXPECT_EQ(told({rise("国货", 100), rise("之光", 200)}, {}, {rise("国货之光", 95)}),
            (std::vector<std::string>{"之光"}));
}

TEST(Rises, AreSharesThatGrewByFallingZ) {
  Tally now(100);
  Tally before(100);
  add(now, u"国货", 40);
  add(before, u"国货", 10);
  add(now, u"年货", 30);
  add(before, u"年货", 150);
  add(now, u"新款", 30);
  add(now, u"偶尔", 4);

  const std::vector<Rise> found =
      risen({.tally = now, .posts = 100}, {.tally = before, .posts = 500}, 5);

  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].text, "国货");
  EXPECT_EQ(found[0].now, 40u);
  EXPECT_EQ(found[0].before, 10u);
  EXPECT_EQ(found[1].text, "新款");
  EXPECT_GT(found[0].z, found[1].z);
}

}  // namespace
}  // namespace yuqing
