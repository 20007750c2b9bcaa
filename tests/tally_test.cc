#include "pipeline/tally.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace yuqing {
namespace {

std::u16string name(std::uint64_t key) {
  std::u16string text;
  for (const char c : "tag" + std::to_string(key)) {
    text += static_cast<char16_t>(c);
  }
  return text;
}

// A stream in which the key k is about 1/k as frequent as the key 1.
std::vector<std::uint64_t> skewed(std::size_t size, std::size_t keys, std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  std::vector<double> weights;
  for (std::size_t key = 1; key <= keys; key++) {
    weights.push_back(1.0 / static_cast<double>(key));
  }
  std::discrete_distribution<std::uint64_t> draw(weights.begin(), weights.end());
  std::vector<std::uint64_t> stream(size);
  std::ranges::generate(stream, [&] { return 1 + draw(dice); });
  return stream;
}

Tally tally_of(const std::vector<std::uint64_t>& stream, std::size_t bound) {
  Tally tally(bound);
  for (const std::uint64_t key : stream) {
    tally.add(key, name(key));
  }
  return tally;
}

std::map<std::uint64_t, std::uint32_t> truth_of(const std::vector<std::uint64_t>& stream) {
  std::map<std::uint64_t, std::uint32_t> truth;
  for (const std::uint64_t key : stream) {
    truth[key]++;
  }
  return truth;
}

TEST(Tally, IsExactWhileItIsNotFull) {
  const std::vector<std::uint64_t> stream = skewed(50'000, 1000, 1);
  const Tally tally = tally_of(stream, 1000);

  for (const auto& [key, count] : truth_of(stream)) {
    ASSERT_EQ(tally.posts(key), count);
  }
  EXPECT_EQ(tally.lost(), 0u);
  EXPECT_EQ(tally.posts(5000), 0u);
}

TEST(Tally, GivesTheLargestByCountThenByText) {
  Tally tally(10);
  for (const char16_t* const text : {u"b", u"c", u"a", u"c"}) {
    tally.add(static_cast<std::uint64_t>(text[0]), text);
  }

  const std::vector<Counted> largest = tally.largest(2);

  ASSERT_EQ(largest.size(), 2u);
  EXPECT_EQ(largest[0].text, "c");
  EXPECT_EQ(largest[0].posts, 2u);
  EXPECT_EQ(largest[1].text, "a");
  EXPECT_EQ(tally.largest(9).size(), 3u);
  EXPECT_TRUE(tally.largest(0).empty());
  EXPECT_TRUE(Tally(4).largest(3).empty());
}

TEST(Tally, GivesTheTwentyLargestExactlyWhileItIsNotFull) {
  const std::vector<std::uint64_t> stream = skewed(30'000, 1024, 2);
  std::vector<std::pair<std::uint32_t, std::string>> truth;
  for (const auto& [key, count] : truth_of(stream)) {
    truth.emplace_back(count, "tag" + std::to_string(key));
  }
  std::ranges::sort(truth, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });

  const std::vector<Counted> largest = tally_of(stream, 1024).largest(20);

  ASSERT_EQ(largest.size(), 20u);
  for (std::size_t i = 0; i < largest.size(); i++) {
    EXPECT_EQ(largest[i].posts, truth[i].first);
    EXPECT_EQ(largest[i].text, truth[i].second);
  }
}

TEST(Tally, WithoutATextShowsTheCharactersOfTheKey) {
  Tally tally(10);

  tally.add(std::uint64_t{u'国'} << 16 | u'货', {});

  EXPECT_EQ(tally.largest(1).at(0).text, "国货");
}

TEST(Tally, ThatIsFullIsTooLowByAtMostWhatItSays) {
  for (const std::size_t bound : {16U, 128U, 1024U}) {
    const std::vector<std::uint64_t> stream = skewed(100'000, 20'000, bound);
    const Tally tally = tally_of(stream, bound);

    EXPECT_GT(tally.lost(), 0u);
    for (const auto& [key, count] : truth_of(stream)) {
      ASSERT_LE(tally.posts(key), count);
      ASSERT_GE(tally.posts(key) + tally.lost(), count);
    }
  }
}

TEST(Tally, HoldsNoMoreThanItsBound) {
  Tally tally(100);
  for (std::uint64_t key = 1; key <= 1'000'000; key++) {
    tally.add(key, u"国货");
    ASSERT_LE(tally.size(), 100u);
  }
  EXPECT_LE(tally.bytes(), 8192u);
}

TEST(Tally, OfPartsIsThatOfTheWhole) {
  const std::vector<std::uint64_t> stream = skewed(20'000, 900, 4);
  const auto middle = stream.begin() + 5000;
  Tally one = tally_of({stream.begin(), middle}, 1024);

  one.add(tally_of({middle, stream.end()}, 1024));

  EXPECT_EQ(one, tally_of(stream, 1024));
}

TEST(Tally, OfPartsForgetsNothingMore) {
  Tally one(4);
  Tally other(4);
  for (std::uint64_t key = 1; key <= 4; key++) {
    one.add(key, name(key));
    other.add(key + 4, name(key + 4));
  }

  one.add(other);

  EXPECT_EQ(one.size(), 8u);
  EXPECT_EQ(one.lost(), 0u);
}

TEST(Tally, GoesOnFromItsEntries) {
  const std::vector<std::uint64_t> stream = skewed(60'000, 5000, 5);
  const auto middle = stream.begin() + 20'000;
  Tally whole = tally_of({stream.begin(), middle}, 128);
  Tally restored(128);
  restored.put_lost(whole.lost());
  for (const Tally::Entry& entry : whole.entries()) {
    restored.put(entry);
  }
  EXPECT_EQ(restored, whole);

  for (auto key = middle; key != stream.end(); ++key) {
    whole.add(*key, name(*key));
    restored.add(*key, name(*key));
  }

  EXPECT_EQ(restored, whole);
}

}  // namespace
}  // namespace yuqing
