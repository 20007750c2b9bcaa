#include "operators/topic_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace yuqing {
namespace {

using Places = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // end and literal

Places found(const std::vector<std::u16string_view>& literals, std::u16string_view text) {
  std::vector<LiteralHit> hits;
  LiteralScan(literals).scan(text, hits);
  Places places;
  for (const LiteralHit& hit : hits) {
    places.emplace_back(hit.end, hit.literal);
  }
  return places;
}

Places sorted(Places places) {
  std::ranges::sort(places);
  return places;
}

TEST(TopicScan, FindsEveryPlaceOfEveryLiteralOrderedByEnd) {
  const Places places = found({u"国运", u"运", u"ai"}, u"国运aiai国运");

  EXPECT_EQ(sorted(places), (Places{{2, 0}, {2, 1}, {4, 2}, {6, 2}, {8, 0}, {8, 1}}));
  EXPECT_TRUE(std::ranges::is_sorted(places, {}, &Places::value_type::first));
}

TEST(TopicScan, FindsLiteralsWhoseFirstByteIsZero) {
  EXPECT_EQ(found({u"一万", u"一"}, u"五万一万").size(), 2u);
}

TEST(TopicScan, IgnoresWhatBeginsInTheMiddleOfACharacter) {
  // Bytes 00 41 41 00: a U+4141 stands between the two characters.
  EXPECT_EQ(found({u"\u4141"}, u"\u4100\u0041"), Places{});
  EXPECT_EQ(found({u"\u4141"}, u"\u4100\u4141"), (Places{{2, 0}}));
}

TEST(TopicScan, FindsNothingWithoutLiteralsOrText) {
  EXPECT_EQ(found({}, u"国运"), Places{});
  EXPECT_EQ(found({u"国运"}, u""), Places{});
}

TEST(TopicScan, AgreesWithAPlainSearchOnTextFullOfNearMisses) {
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
      expected.emplace_back(static_cast<std::uint32_t>(at + literals[id].size()), id);
    }
  }

  EXPECT_EQ(sorted(found(literals, text)), sorted(expected));
  EXPECT_GT(expected.size(), 1000u);
}

}  // namespace
}  // namespace yuqing
