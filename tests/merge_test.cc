// The manual of windows over several lanes.
#include "pipeline/merge.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

constexpr Tag kOutage = 1;
constexpr Tag kHeroes = 2;

TagTable two_topics() {
  TagTable tags;
  tags.intern("outage");
  tags.intern("ai_heroes");
  return tags;
}

// One post of an author under a tag, in the window that begins at `start`.
void add(Lane& lane, std::int64_t start, Tag tag, std::uint64_t author) {
  for (const Tag each : {kAllPosts, tag}) {
    TaggedCell& found = lane.windows[start].cells[each];
    found.cell.kinds[0]++;
    found.authors.add(author);
  }
}

TEST(Merge, NamesEveryWindowOfAnyLaneOnce) {
  Lanes lanes({}, two_topics(), nullptr);
  const std::uint32_t first = lanes.open({.source = "a", .partition = 0});
  const std::uint32_t second = lanes.open({.source = "b", .partition = 0});
  add(lanes[first], 60, kOutage, 1);
  add(lanes[first], 0, kOutage, 1);
  add(lanes[second], 60, kOutage, 1);
  add(lanes[second], -60, kOutage, 1);

  EXPECT_EQ(window_starts(lanes), (std::vector<std::int64_t>{-60, 0, 60}));
}

TEST(Merge, AddsSumsUpAndCountsAnAuthorOfTwoLanesOnce) {
  Lanes lanes({}, two_topics(), nullptr);
  const std::uint32_t first = lanes.open({.source = "a", .partition = 0});
  const std::uint32_t second = lanes.open({.source = "b", .partition = 0});
  add(lanes[first], 0, kHeroes, 1);
  add(lanes[first], 0, kHeroes, 2);
  add(lanes[second], 0, kOutage, 2);
  add(lanes[second], 60, kOutage, 3);

  const std::vector<TaggedCell> cells = merged_window(lanes, 0);

  ASSERT_EQ(cells.size(), 3u);
  EXPECT_EQ(cells[0].tag, kAllPosts);
  EXPECT_EQ(cells[0].cell.total(), 3u);
  EXPECT_EQ(cells[0].authors.count(), 2u);
  EXPECT_EQ(cells[1].tag, kOutage);
  EXPECT_EQ(cells[1].authors.count(), 1u);
  EXPECT_EQ(cells[2].tag, kHeroes);
  EXPECT_EQ(cells[2].cell.total(), 2u);
}

TEST(Merge, LeavesOutLanesThatAreClosed) {
  Lanes lanes({}, two_topics(), nullptr);
  const std::uint32_t first = lanes.open({.source = "a", .partition = 0});
  const std::uint32_t second = lanes.open({.source = "b", .partition = 0});
  add(lanes[first], 0, kOutage, 1);
  add(lanes[second], 60, kOutage, 1);

  lanes.close(second);

  EXPECT_EQ(window_starts(lanes), (std::vector<std::int64_t>{0}));
}

}  // namespace
}  // namespace yuqing
