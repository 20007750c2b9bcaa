// The manual of different texts and their copies.
#include "pipeline/gists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "pipeline/mixed.h"

namespace yuqing {
namespace {

using Dice = std::mt19937_64;

// Another value in so many places.
std::uint64_t changed(std::uint64_t gist, int places, Dice& dice) {
  std::vector<unsigned> order(Gists::kPlaces);
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), dice);
  for (int i = 0; i < places; i++) {
    gist ^= (1 + dice() % 15) << (4 * order[static_cast<std::size_t>(i)]);
  }
  return gist;
}

// A stream of posts of which one in `one_in` is new; the others are near-copies of the newest.
struct Stream {
  std::vector<std::uint64_t> gists;
  std::size_t families = 0;
};
Stream stream_of(std::size_t posts, std::size_t one_in, int places, Dice& dice) {
  Stream stream;
  std::uint64_t base = 0;
  for (std::size_t i = 0; i < posts; i++) {
    if (i % one_in == 0) {
      base = dice();
      stream.families++;
    }
    stream.gists.push_back(changed(base, i % one_in == 0 ? 0 : places, dice));
  }
  std::shuffle(stream.gists.begin(), stream.gists.end(), dice);
  return stream;
}

Gists gists_of(const std::vector<std::uint64_t>& all) {
  Gists gists;
  std::ranges::for_each(all, [&](std::uint64_t gist) { gists.add(gist); });
  return gists;
}

double copy_share(std::uint64_t texts, std::size_t posts) {
  return 1 - static_cast<double>(texts) / static_cast<double>(posts);
}

// Every two gists compared.
std::size_t families_by_hand(const std::vector<std::uint64_t>& gists) {
  std::vector<std::size_t> family(gists.size());
  std::iota(family.begin(), family.end(), std::size_t{0});
  for (std::size_t a = 0; a < gists.size(); a++) {
    for (std::size_t b = 0; b < a; b++) {
      if (are_near(gists[a], gists[b])) {
        std::ranges::replace(family, std::max(family[a], family[b]),
                             std::min(family[a], family[b]));
      }
    }
  }
  std::ranges::sort(family);
  return static_cast<std::size_t>(std::unique(family.begin(), family.end()) - family.begin());
}

TEST(Gists, AreNearWhereNineOfSixteenPlacesAreEqual) {
  Dice dice(1);
  for (int i = 0; i < 1000; i++) {
    const std::uint64_t gist = dice();
    EXPECT_TRUE(are_near(gist, gist));
    EXPECT_TRUE(are_near(gist, changed(gist, 7, dice)));
    EXPECT_FALSE(are_near(gist, changed(gist, 8, dice)));
  }
}

TEST(Gists, CountACopyOnce) {
  Gists gists;
  for (int i = 0; i < 5000; i++) {
    gists.add(7);
  }
  EXPECT_EQ(gists.families(), 1u);

  gists.add(~std::uint64_t{7});

  EXPECT_EQ(gists.families(), 2u);
}

TEST(Gists, OfNoTextAreNotCounted) {
  Gists gists;

  gists.add(0);

  EXPECT_EQ(gists.families(), 0u);
}

TEST(Gists, CountNearCopiesOfNearCopiesAsOneFamily) {
  Dice dice(2);
  const std::uint64_t first = dice();
  const std::uint64_t second = changed(first, 7, dice);
  std::uint64_t third = second;
  while (are_near(first, third)) {
    third = changed(second, 7, dice);
  }

  EXPECT_EQ(gists_of({first, third}).families(), 2u);
  EXPECT_EQ(gists_of({first, second, third}).families(), 1u);
}

TEST(Gists, CountPostsWithoutWordsAsTextsOfTheirOwn) {
  Gists gists = gists_of({5, 5});
  gists.add_wordless();
  gists.add_wordless();
  EXPECT_EQ(gists.texts(), 3u);

  gists.take_wordless();

  EXPECT_EQ(gists.texts(), 2u);
}

TEST(Gists, FindTheFamiliesThatComparingEveryTwoFinds) {
  Dice dice(3);
  for (const std::size_t posts : {2U, 20U, 47U, 48U, 49U, 100U, 300U}) {
    for (int places = 1; places <= 7; places++) {
      const Stream stream = stream_of(posts, 4, places, dice);
      ASSERT_EQ(gists_of(stream.gists).families(), families_by_hand(stream.gists));
    }
  }
}

TEST(Gists, GiveTheShareOfPlantedNearCopiesWithinTwoPoints) {
  Dice dice(4);
  for (const std::size_t posts : {10U, 60U, 250U, 600U, 1024U}) {
    for (const std::size_t one_in : {1U, 2U, 5U, 50U}) {
      const Stream stream = stream_of(posts, one_in, 3, dice);
      ASSERT_NEAR(copy_share(gists_of(stream.gists).families(), posts),
                  copy_share(stream.families, posts), 0.02)
          << posts << " posts, one in " << one_in;
    }
  }
}

// Of copies that are equal the number of different texts is what is estimated.
TEST(Gists, BeyondTheBoundAreEstimatedWithTheStatedError) {
  constexpr int kSeeds = 60;
  for (const std::size_t texts : {1100U, 2000U, 10'000U, 50'000U}) {
    Dice dice(texts);
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < kSeeds; seed++) {
      Gists gists;
      for (std::size_t i = 0; i < texts; i++) {
        const std::uint64_t gist = dice();
        gists.add(gist);
        gists.add(gist);
      }
      const double error = static_cast<double>(gists.families()) / static_cast<double>(texts) - 1;
      sum += error;
      squares += error * error;
    }
    EXPECT_LT(std::abs(sum / kSeeds), 0.02) << texts;
    EXPECT_LT(std::sqrt(squares / kSeeds), 0.04) << texts;
  }
}

// All texts have as many near-copies.
TEST(Gists, BeyondTheBoundTellNearCopiesWhateverTheSizeOfTheirFamilies) {
  for (const std::size_t one_in : {2U, 3U, 5U, 20U, 100U}) {
    for (const std::size_t posts : {2000U, 8000U}) {
      Dice dice(posts + one_in);
      double sum = 0;
      for (int seed = 0; seed < 10; seed++) {
        const Stream stream = stream_of(posts, one_in, 3, dice);
        sum += copy_share(gists_of(stream.gists).families(), posts) -
               copy_share(stream.families, posts);
      }
      EXPECT_NEAR(sum / 10, 0, 0.05) << posts << " posts, one in " << one_in;
    }
  }
}

// Half of the posts are single, the others have one copy each: what is told is the lower end.
TEST(Gists, BeyondTheBoundTellAMixtureWithinEightPoints) {
  Dice dice(8);
  Gists gists;
  for (std::size_t i = 0; i < 5000; i++) {
    gists.add(dice());
  }
  for (const std::uint64_t gist : stream_of(5000, 2, 3, dice).gists) {
    gists.add(gist);
  }

  EXPECT_NEAR(copy_share(gists.families(), 10'000), 0.25, 0.08);
}

// A campaign is much larger than one in so many texts that the sample holds.
TEST(Gists, BeyondTheBoundStillJoinTheCopiesOfACampaign) {
  Dice dice(5);
  Gists gists;
  const std::uint64_t campaign = dice();
  for (std::size_t i = 0; i < 20'000; i++) {
    gists.add(i % 2 == 0 ? dice() : changed(campaign, 3, dice));
  }

  EXPECT_NEAR(copy_share(gists.families(), 20'000), 0.5, 0.05);
}

TEST(Gists, DependOnWhatWasAddedAndNotOnItsOrder) {
  for (const std::size_t posts : {3U, 100U, 1024U, 1025U, 5000U}) {
    Dice dice(posts);
    std::vector<std::uint64_t> all = stream_of(posts, 3, 2, dice).gists;
    const Gists once = gists_of(all);

    all.insert(all.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(posts / 2));
    std::shuffle(all.begin(), all.end(), dice);

    EXPECT_EQ(gists_of(all), once);
    EXPECT_EQ(gists_of(all).families(), once.families());
  }
}

TEST(Gists, OfCellsThatAreUnitedAreThoseOfOneCell) {
  for (const std::size_t posts : {10U, 1024U, 1500U, 9000U}) {
    Dice dice(posts);
    const std::vector<std::uint64_t> all = stream_of(posts, 2, 2, dice).gists;
    Gists whole;
    Gists few;
    Gists many;
    for (std::size_t i = 0; i < all.size(); i++) {
      whole.add(all[i]);
      (i % 7 == 0 ? few : many).add(all[i]);
    }

    Gists one = few;
    one.add(many);
    Gists other = many;
    other.add(few);

    EXPECT_EQ(one, whole);
    EXPECT_EQ(other, whole);
    EXPECT_EQ(one.is_sample(), whole.is_sample());
  }
}

TEST(Gists, GoOnFromWhatASnapshotHolds) {
  for (const std::size_t posts : {0U, 10U, 1024U, 3000U}) {
    Dice dice(posts);
    const std::vector<std::uint64_t> all = stream_of(posts, 2, 2, dice).gists;
    Gists whole = gists_of(all);
    Gists restored;
    ASSERT_TRUE(restored.restore(whole.mixed_gists(), whole.is_sample(), whole.wordless()));

    for (int i = 0; i < 2000; i++) {
      const std::uint64_t gist = dice();
      whole.add(gist);
      restored.add(gist);
    }

    EXPECT_EQ(restored, whole);
  }
}

TEST(Gists, RefuseWhatCannotHaveBeenHeld) {
  Gists gists;

  EXPECT_FALSE(gists.restore({2, 1}, false, 0));
  EXPECT_FALSE(gists.restore({1, 1}, false, 0));
  EXPECT_FALSE(gists.restore({1, 2}, true, 0));
  std::vector<std::uint64_t> many(Gists::kExact + 1);
  std::iota(many.begin(), many.end(), std::uint64_t{1});
  EXPECT_FALSE(gists.restore(many, false, 0));
}

TEST(Gists, HoldABoundedAmount) {
  Dice dice(6);
  Gists gists;
  for (int i = 0; i < 100'000; i++) {
    gists.add(dice());
    ASSERT_LE(gists.bytes(), 10'240u);
  }
}

TEST(Mixed, IsUndone) {
  Dice dice(7);
  for (int i = 0; i < 1000; i++) {
    const std::uint64_t id = dice();
    ASSERT_EQ(unmixed(mixed(id)), id);
  }
}

}  // namespace
}  // namespace yuqing
