// The manual of what the demo shows.
#include "commands/demo_view.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

Cell cell_of(std::uint64_t negative, std::uint64_t neutral, std::uint64_t positive) {
  Cell cell;
  cell.posts = {negative, neutral, positive};
  cell.kinds[0] = negative + neutral + positive;
  return cell;
}

DemoView view_of(std::uint64_t produced, std::uint64_t consumed, std::uint64_t counted) {
  DemoView view;
  view.produced = produced;
  view.counters.consumed = consumed;
  view.counters.verdicts[0] = counted;
  return view;
}

TEST(DemoView, SaysThatNothingVanishedOnlyWhenAllTermsAddUp) {
  EXPECT_TRUE(nothing_vanished(view_of(7, 7, 7)));
  EXPECT_FALSE(nothing_vanished(view_of(8, 7, 7)));
  EXPECT_FALSE(nothing_vanished(view_of(7, 7, 6)));
}

TEST(DemoView, CountsEveryTermOfTheAccount) {
  DemoView view = view_of(10, 10, 4);
  view.counters.late = 1;
  view.counters.duplicate = 2;
  view.counters.verdicts[static_cast<std::size_t>(Verdict::not_json)] = 2;
  view.counters.verdicts[static_cast<std::size_t>(Verdict::deleted)] = 1;
  view.totals.resize(1);
  view.totals[0].kinds = {3, 0, 1, 0, 0};

  EXPECT_TRUE(nothing_vanished(view));
  const std::string text = summary(view, TagTable());
  EXPECT_NE(text.find("consumed 10 = 4 counted + 1 late + 2 duplicate + 2 rejected + 1 filtered"),
            std::string::npos);
  EXPECT_NE(text.find("rejected not_json 2\n"), std::string::npos);
  EXPECT_NE(text.find("filtered deleted 1\n"), std::string::npos);
  EXPECT_NE(text.find("kinds original 3, comment 0, repost_bare 1, repost_commented 0, notice 0\n"),
            std::string::npos);
}

TEST(DemoView, PutsTheTopicWithMostPostsFirstAndLeavesOutEmptyOnesAndEntities) {
  TagTable tags;
  for (const std::string_view name : {"few", "none", "$company", "many"}) {
    tags.intern(name);
  }
  const std::vector<Cell> cells = {cell_of(9, 9, 9), cell_of(1, 0, 0), cell_of(0, 0, 0),
                                   cell_of(5, 5, 5), cell_of(1, 1, 1)};

  EXPECT_EQ(by_volume(cells, tags), (std::vector<Tag>{4, 1}));
}

TEST(DemoView, GrowsByWhatCameBetween) {
  DemoView before;
  before.totals = {cell_of(1, 2, 3)};
  DemoView after;
  after.totals = {cell_of(2, 4, 6)};

  EXPECT_EQ(growth(before, after)[0].posts, cell_of(1, 2, 3).posts);
}

TEST(DemoView, TellsTimesAsInBeijing) {
  EXPECT_EQ(beijing_minute(1737980103000), "2025-01-27 20:15");
  EXPECT_EQ(beijing_minute(kNoTime), "-");
}

TEST(DemoView, NetsPositiveAgainstNegativeOverAllOpinions) {
  Cell shared = cell_of(1, 0, 3);
  shared.kinds[static_cast<std::size_t>(Kind::repost_bare)] = 96;

  EXPECT_EQ(net_sentiment(shared), 50);
  EXPECT_EQ(net_sentiment(cell_of(1, 2, 1)), 0);
  EXPECT_EQ(net_sentiment(cell_of(1, 0, 3)), 50);
  EXPECT_EQ(net_sentiment(cell_of(0, 0, 0)), 0);
}

}  // namespace
}  // namespace yuqing
