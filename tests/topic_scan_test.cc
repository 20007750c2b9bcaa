#include "operators/topic_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace yuqing {
namespace {

using Places = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // begin and literal

Places found(const std::vector<std::u16string_view>& literals, std::u16string_view text) {
  std::vector<LiteralHit> hits;
  LiteralScan(literals).scan(text, hits);
  Places places;
  for (const LiteralHit& hit : hits) {
    places.emplace_back(hit.begin, hit.literal);
  }
  return places;
}

Places sorted(Places places) {
  std::ranges::sort(places);
  return places;
}

TEST(TopicScan, FindsEveryPlaceOfEveryLiteral) {
  EXPECT_EQ(sorted(found({u"国运", u"运", u"ai"}, u"国运aiai国运")),
            (Places{{0, 0}, {1, 1}, {2, 2}, {4, 2}, {6, 0}, {7, 1}}));
}

TEST(TopicScan, FindsThePlacesOfOneLiteralFromLeftToRight) {
  const std::u16string text(100, u'哈');
  const Places places = found({u"哈哈哈"}, text);

  EXPECT_EQ(places.size(), 98u);
  EXPECT_TRUE(std::ranges::is_sorted(places));
}

TEST(TopicScan, FindsLongLiteralsOnlyWhereAllOfThemStands) {
  EXPECT_EQ(found({u"来自东方的神秘力量"}, u"来自东方的神秘力量"), (Places{{0, 0}}));
  EXPECT_EQ(found({u"来自东方的神秘力量"}, u"来自东方的神秘力气"), Places{});
  EXPECT_EQ(found({u"来自东方的神秘力量"}, u"来自东方的神秘力"), Places{});
  EXPECT_EQ(found({u"来自东方的神秘力量"}, u"自东方的神秘力量"), Places{});
}

TEST(TopicScan, AddsToWhatWasFoundBefore) {
  const LiteralScan scan({u"国运"});
  std::vector<LiteralHit> hits;

  scan.scan(u"国运", hits);
  scan.scan(u"国运", hits);

  EXPECT_EQ(hits.size(), 2u);
}

TEST(TopicScan, TakesPairsThatPostsHoldOftenForFrequent) {
  EXPECT_GT(frequency_of(u"我们"), frequency_of(u"覃巴"));
  EXPECT_GT(frequency_of(u"的"), frequency_of(u"我们"));
  EXPECT_EQ(frequency_of(u"我们覃巴镇"), std::min(frequency_of(u"覃巴"), frequency_of(u"巴镇")));
}

TEST(TopicScan, FindsNothingWithoutLiteralsOrText) {
  EXPECT_EQ(found({}, u"国运"), Places{});
  EXPECT_EQ(found({u"国运"}, u""), Places{});
}

TEST(TopicScan, AgreesWithAPlainSearchOnTextFullOfNearMisses) {
  // Texts of any length: a step looks at sixteen characters, the last one at fewer.
  const std::vector<std::u16string_view> literals = {
      u"一", u"一二", u"二一二", u"a", u"ab", u"ba一", u"\u6161", u"abababab", u"二二二二"};
  const std::u16string_view alphabet = u"一二ab\u6161\u6100";
  std::u16string text;
  std::uint32_t state = 1;
  for (int i = 0; i < 5000; i++) {
    state = state * 1664525 + 1013904223;
    text.push_back(alphabet[(state >> 24) % alphabet.size()]);
  }
  Places expected;
  for (std::uint32_t id = 0; id < literals.size(); id++) {
    for (std::size_t at = text.find(literals[id]); at != text.npos;
         at = text.find(literals[id], at + 1)) {
      expected.emplace_back(static_cast<std::uint32_t>(at), id);
    }
  }

  EXPECT_EQ(sorted(found(literals, text)), sorted(expected));
  EXPECT_GT(expected.size(), 1000u);
}

}  // namespace
}  // namespace yuqing
