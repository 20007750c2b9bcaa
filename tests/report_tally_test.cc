#include "commands/report_tally.h"

#include <gtest/gtest.h>

#include <map>

namespace yuqing {
namespace {

std::map<std::uint64_t, std::pair<int, int>> counts_of(const RangeTally& tally) {
  std::map<std::uint64_t, std::pair<int, int>> counts;
  tally.for_each([&](const Tallied& one) { counts[one.key] = {one.now, one.before}; });
  return counts;
}

TEST(ReportTally, CountsBothRangesApart) {
  RangeTally tally(100);
  tally.add(7, true);
  tally.add(7, false);
  tally.add(7, true);
  tally.add(9, false);

  EXPECT_EQ(counts_of(tally),
            (std::map<std::uint64_t, std::pair<int, int>>{{7, {2, 1}}, {9, {0, 1}}}));
  EXPECT_EQ(tally.lost(), 0u);
}

TEST(ReportTally, KeepsWhatIsFrequentWhenItIsFull) {
  RangeTally tally(1'000);
  for (std::uint64_t round = 0; round < 50; round++) {
    for (std::uint64_t key = 1; key <= 10; key++) {
      tally.add(key, true);
    }
    for (std::uint64_t rare = 0; rare < 500; rare++) {
      tally.add(1'000 + round * 500 + rare, true);
    }
  }

  const auto counts = counts_of(tally);
  EXPECT_LE(counts.size(), 1'000u);
  EXPECT_GE(tally.lost(), 1u);
  for (std::uint64_t key = 1; key <= 10; key++) {
    EXPECT_EQ(counts.at(key).first, 50);
  }
}

TEST(ReportTally, GrowsWithoutForgettingUntilItIsFull) {
  RangeTally tally(50'000);
  for (std::uint64_t key = 1; key <= 50'000; key++) {
    tally.add(key, key % 2 == 0);
  }

  EXPECT_EQ(counts_of(tally).size(), 50'000u);
  EXPECT_EQ(tally.lost(), 0u);
}

TEST(ReportTally, AsksForANameOnce) {
  RangeTally tally(10);
  int asked = 0;
  const auto name = [&] {
    asked++;
    return std::string("name");
  };
  tally.add(key_of("x"), true);
  tally.name(key_of("x"), name);
  tally.name(key_of("x"), name);

  EXPECT_EQ(asked, 1);
  EXPECT_EQ(tally.name_of(key_of("x")), "name");
  EXPECT_EQ(tally.name_of(1), "");
}

}  // namespace
}  // namespace yuqing
