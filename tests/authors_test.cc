// The manual of distinct authors.
#include "pipeline/authors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace yuqing {
namespace {

// Ids as a platform gives them: neighbours, from some number on.
Authors authors_from(std::uint64_t first, std::size_t count) {
  Authors authors;
  for (std::uint64_t id = first; id < first + count; id++) {
    authors.add(id);
  }
  return authors;
}

TEST(Authors, AreExactAsLongAsTheyAreFew) {
  Authors authors;
  for (std::uint64_t id = 1; id <= Authors::kExact; id++) {
    authors.add(id);
    authors.add(id / 2 + 1);
    ASSERT_EQ(authors.count(), std::max<std::uint64_t>(id, id / 2 + 1));
  }
}

TEST(Authors, WithoutAnIdAreNotCounted) {
  Authors authors;

  authors.add(0);

  EXPECT_EQ(authors.count(), 0u);
}

TEST(Authors, AreEstimatedWithTheStatedError) {
  constexpr int kSeeds = 300;
  for (const std::size_t count : {200U, 500U, 1000U, 2500U, 5000U, 20'000U}) {
    std::mt19937_64 dice(count);
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < kSeeds; seed++) {
      const double found = static_cast<double>(authors_from(dice(), count).count());
      const double error = found / static_cast<double>(count) - 1;
      sum += error;
      squares += error * error;
    }
    const double spread = std::sqrt(squares / kSeeds);
    RecordProperty("error_of_" + std::to_string(count), std::to_string(spread));
    EXPECT_LT(spread, 0.033 * 1.12) << count;
    EXPECT_LT(std::abs(sum / kSeeds), 4 * 0.033 / std::sqrt(kSeeds)) << count;
  }
}

// The numbers are those of the formula in floating point, from another program.
TEST(Authors, AreEstimatedByTheSameNumberEverywhere) {
  EXPECT_EQ(authors_from(1'000'000, 129).count(), 129u);
  EXPECT_EQ(authors_from(1'000'000, 1000).count(), 1024u);
  EXPECT_EQ(authors_from(1'000'000, 100'000).count(), 100'061u);
}

TEST(Authors, NeverGetFewerWhenOneComes) {
  Authors authors;
  std::uint64_t before = 0;
  for (std::uint64_t id = 1; id <= 3000; id++) {
    authors.add(id);
    ASSERT_GE(authors.count(), before) << id;
    before = authors.count();
  }
}

// Few and few, few and many, many and many; with authors in common.
TEST(Authors, AreTheSameInWhateverOrderTheyAreAddedAndUnited) {
  for (const std::size_t count : {60U, 128U, 129U, 190U, 1000U}) {
    std::vector<std::uint64_t> ids(count);
    std::mt19937_64 dice(count);
    std::ranges::generate(ids, dice);
    Authors whole;
    for (const std::uint64_t id : ids) {
      whole.add(id);
    }
    for (std::size_t turn = 0; turn < 20; turn++) {
      std::ranges::shuffle(ids, dice);
      std::vector<Authors> parts(3);
      for (std::size_t i = 0; i < count; i++) {
        parts[dice() % 16 < 13 ? 0 : 1 + dice() % 2].add(ids[i]);
        parts[dice() % 3].add(ids[dice() % count]);
      }
      std::ranges::shuffle(parts, dice);
      Authors sum = parts[0];
      sum.add(parts[1]);
      sum.add(parts[2]);
      ASSERT_EQ(sum, whole) << count;
      sum.add(sum);
      ASSERT_EQ(sum, whole) << count;
    }
  }
}

TEST(Authors, AreRestoredFromWhatTheyHoldAndFromNothingElse) {
  const Authors few = authors_from(1, 100);
  const Authors many = authors_from(1, 1000);
  Authors found;
  EXPECT_TRUE(found.restore({few.hashes().begin(), few.hashes().end()}, {}));
  EXPECT_EQ(found, few);
  EXPECT_TRUE(found.restore({}, {many.registers().begin(), many.registers().end()}));
  EXPECT_EQ(found, many);

  EXPECT_FALSE(found.restore({2, 1}, {}));
  EXPECT_FALSE(found.restore({1, 1}, {}));
  EXPECT_FALSE(found.restore(std::vector<std::uint64_t>(Authors::kExact + 1, 7), {}));
  EXPECT_FALSE(found.restore({}, std::vector<std::uint8_t>(10, 1)));
  EXPECT_FALSE(found.restore({}, std::vector<std::uint8_t>(Authors::kRegisters, 0)));
  EXPECT_FALSE(found.restore({}, std::vector<std::uint8_t>(Authors::kRegisters, 56)));
  EXPECT_FALSE(found.restore({1}, std::vector<std::uint8_t>(Authors::kRegisters, 1)));
  EXPECT_EQ(found, many);
}

}  // namespace
}  // namespace yuqing
