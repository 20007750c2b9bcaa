// The manual of cells and windows.
#include "pipeline/window.h"

#include <gtest/gtest.h>

#include <array>

namespace yuqing {
namespace {

Cell cell_of(std::uint64_t first) {
  return {.kinds = {first, 2, 3, 4, 5},
          .posts = {6, first, 8},
          .emotions = {9, 10, 11, first, 13, 14},
          .score_positive = 15 * first,
          .score_negative = 16,
          .reach = 17 + first,
          .opposed = 18,
          .quoted = {19, 20, first},
          .gaps = {21, first, 23}};
}

TEST(Cell, AddsAndSubtractsAllOfItsSums) {
  Cell sum = cell_of(100);

  sum.add(cell_of(7));
  EXPECT_EQ(sum.kinds[0], 107u);
  EXPECT_EQ(sum.quoted[2], 107u);
  EXPECT_EQ(sum.opposed, 36u);
  EXPECT_EQ(sum.gaps[1], 107u);
  sum.subtract(cell_of(7));

  EXPECT_EQ(sum, cell_of(100));
}

TEST(Cell, CountsAScoreOnTheSideOfItsSign) {
  Cell cell;
  Post post;

  for (const std::int16_t score : std::to_array<std::int16_t>({-1000, 40, 0})) {
    post.score = score;
    cell.add(post);
  }

  EXPECT_EQ(cell.score_negative, 1000u);
  EXPECT_EQ(cell.score_positive, 40u);
}

TEST(Cell, CountsWhatItCannotSeeInAPost) {
  Cell cell;
  Post whole;
  whole.author_id = 7;
  Post cut = whole;
  cut.truncated = true;
  Post vague;
  vague.precision = TimePrecision::day;
  Post notice = cut;
  notice.kind = Kind::notice;

  cell.add(whole);
  cell.add(cut);
  cell.add(vague, Sentiment::positive);
  cell.add(notice);

  EXPECT_EQ(cell.gaps, (std::array<std::uint64_t, kGaps>{1, 1, 1}));
}

TEST(Cells, KeepTheOrderInWhichTagsCame) {
  Cells cells;

  cells[kAllPosts].cell.reach = 1;
  cells[4095].cell.reach = 2;
  cells[7].cell.reach = 3;
  cells[4095].cell.reach += 4;

  ASSERT_EQ(cells.size(), 3u);
  EXPECT_EQ(cells.at(0).tag, kAllPosts);
  EXPECT_EQ(cells.at(1).tag, 4095);
  EXPECT_EQ(cells.at(1).cell.reach, 6u);
  EXPECT_EQ(cells.at(2).tag, 7);
}

TEST(Cells, HoldAsManyTagsAsThereCanBe) {
  Cells cells;

  for (std::size_t tag = 0; tag < kMaxTags; tag++) {
    cells[static_cast<Tag>(tag)].cell.reach = tag;
  }

  EXPECT_EQ(cells.size(), kMaxTags);
  EXPECT_EQ(cells[4095].cell.reach, 4095u);
}

TEST(TagTable, FindsNamesAndGivesEachOneTag) {
  TagTable tags;

  EXPECT_EQ(tags.intern("a"), 1);
  EXPECT_EQ(tags.intern("a"), 1);
  EXPECT_EQ(tags.find("a"), Tag{1});
  EXPECT_EQ(tags.find("all"), kAllPosts);
  EXPECT_EQ(tags.find("b"), std::nullopt);
}

TEST(TagTable, RefusesMoreNamesThanThereAreTags) {
  TagTable tags;
  for (std::size_t i = 1; i < kMaxTags; i++) {
    tags.intern(std::to_string(i));
  }

  EXPECT_THROW(tags.intern("one more"), std::length_error);
  EXPECT_EQ(tags.intern("4095"), 4095);
}

}  // namespace
}  // namespace yuqing
