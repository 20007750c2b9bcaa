#include "pipeline/examples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "pipeline/mixed.h"

namespace yuqing {
namespace {

using Ids = std::vector<std::uint64_t>;

Ids ids_of(const Examples& examples, Sentiment sentiment) {
  const std::span<const std::uint64_t> ids = examples.of(sentiment);
  return {ids.begin(), ids.end()};
}

TEST(Examples, AreThreeOfEachSentimentWithTheSmallestMixedIds) {
  Examples examples;
  Ids positive;
  for (std::uint64_t id = 1; id <= 300; id++) {
    examples.add(id % 2 == 0 ? Sentiment::positive : Sentiment::negative, id);
    if (id % 2 == 0) {
      positive.push_back(id);
    }
  }

  std::ranges::sort(positive, {}, mixed);
  positive.resize(3);
  EXPECT_EQ(ids_of(examples, Sentiment::positive), positive);
  EXPECT_EQ(examples.of(Sentiment::negative).size(), 3u);
  EXPECT_TRUE(examples.of(Sentiment::neutral).empty());
}

TEST(Examples, AreNoPostsWithoutAnId) {
  Examples examples;

  examples.add(Sentiment::positive, 0);

  EXPECT_TRUE(examples.of(Sentiment::positive).empty());
  EXPECT_EQ(examples, Examples());
}

TEST(Examples, HoldAPostOnce) {
  Examples examples;
  for (int i = 0; i < 5; i++) {
    examples.add(Sentiment::neutral, 9);
  }

  EXPECT_EQ(ids_of(examples, Sentiment::neutral), (Ids{9}));
}

TEST(Examples, DependOnThePostsAndNotOnTheirOrderNorOnHowTheyWereSpread) {
  std::mt19937_64 dice(1);
  Ids ids(200);
  std::ranges::generate(ids, dice);
  Examples whole;
  Examples one;
  Examples other;
  for (std::size_t i = 0; i < ids.size(); i++) {
    whole.add(static_cast<Sentiment>(ids[i] % 3), ids[i]);
    (i % 5 == 0 ? one : other).add(static_cast<Sentiment>(ids[i] % 3), ids[i]);
  }
  std::shuffle(ids.begin(), ids.end(), dice);
  Examples shuffled;
  for (const std::uint64_t id : ids) {
    shuffled.add(static_cast<Sentiment>(id % 3), id);
  }

  one.add(other);

  EXPECT_EQ(one, whole);
  EXPECT_EQ(shuffled, whole);
}

TEST(Examples, ThatAreCopiedAreTheirOwn) {
  Examples one;
  one.add(Sentiment::positive, 1);
  Examples other = one;

  other.add(Sentiment::positive, 2);

  EXPECT_EQ(one.of(Sentiment::positive).size(), 1u);
  EXPECT_EQ(other.of(Sentiment::positive).size(), 2u);
}

}  // namespace
}  // namespace yuqing
