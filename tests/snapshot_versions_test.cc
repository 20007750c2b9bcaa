// Snapshots of older programs, and of those to come.
#include <gtest/gtest.h>

#include "pipeline/snapshot.h"
#include "tests/kept_snapshot.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

TEST(SnapshotVersions, OfVersion1IsReadAsOriginalsWithoutEmotionsAndQuotes) {
  TagTable tags;
  tags.intern("made_in_china");
  std::string reason;

  const std::optional<Lane> lane =
      decode_lane(kept_snapshot(1), {.source = "first.jsonl", .partition = 0},
                  {.size = 1min, .ids = 9}, tags, reason);

  ASSERT_TRUE(lane) << reason;
  EXPECT_EQ(lane->next, 4);
  EXPECT_EQ(lane->counters.counted(), 2u);
  EXPECT_EQ(lane->counters.duplicate, 1u);
  EXPECT_EQ(lane->totals[kAllPosts], (Cell{.kinds = {2, 0, 0, 0, 0},
                                           .posts = {1, 0, 1},
                                           .emotions = {},
                                           .score_positive = 807,
                                           .score_negative = 803,
                                           .reach = 1777,
                                           .opposed = 0,
                                           .quoted = {},
                                           .gaps = {}}));
  EXPECT_EQ(lane->totals[1].total(), 1u);
  ASSERT_EQ(lane->windows.size(), 2u);
  EXPECT_EQ(lane->windows.begin()->second.scoring, 0xe62eefde64b4adc8u);
  EXPECT_EQ(lane->windows.begin()->second.cells.size(), 2u);
  EXPECT_EQ(lane->ids.in_order(), (std::vector<std::uint64_t>{5126129678005851, 5126129967402713}));
}

TEST(SnapshotVersions, OfVersion2IsReadWithTheVerdictsThatItKnew) {
  TagTable tags;
  tags.intern("made_in_china");
  std::string reason;

  const std::optional<Lane> lane =
      decode_lane(kept_snapshot(2), {.source = "first.jsonl", .partition = 0},
                  {.size = 1min, .ids = 9}, tags, reason);

  ASSERT_TRUE(lane) << reason;
  EXPECT_EQ(lane->next, 6);
  EXPECT_EQ(lane->counters.consumed, 6u);
  EXPECT_EQ(lane->counters.counted(), 3u);
  EXPECT_EQ(lane->counters.duplicate, 1u);
  EXPECT_EQ(lane->counters.verdicts[static_cast<std::size_t>(Verdict::not_json)], 1u);
  EXPECT_EQ(lane->counters.verdicts[static_cast<std::size_t>(Verdict::deleted)], 1u);
  EXPECT_EQ(lane->counters.rejected(), 1u);
  EXPECT_EQ(lane->counters.filtered(), 1u);
  EXPECT_EQ(lane->totals[kAllPosts], (Cell{.kinds = {2, 0, 0, 1, 0},
                                           .posts = {1, 0, 2},
                                           .emotions = {2, 0, 1, 0, 0, 0},
                                           .score_positive = 1674,
                                           .score_negative = 962,
                                           .reach = 1787,
                                           .opposed = 1,
                                           .quoted = {1, 0, 0},
                                           .gaps = {}}));
  EXPECT_EQ(lane->totals[1].total(), 1u);
  ASSERT_EQ(lane->windows.size(), 2u);
  EXPECT_EQ(lane->ids.size(), 3u);
}

TEST(SnapshotVersions, OfVersion3IsReadWithoutTextsExamplesAndTrends) {
  TagTable tags;
  tags.intern("made_in_china");
  std::string reason;

  std::optional<Lane> lane = decode_lane(kept_snapshot(3), {.source = "files", .partition = 0},
                                         {.size = 1min, .ids = 9, .retractable = 9}, tags, reason);

  ASSERT_TRUE(lane) << reason;
  EXPECT_EQ(lane->counters.counted(), 3u);
  EXPECT_EQ(lane->counters.replaced, 1u);
  EXPECT_EQ(lane->totals[kAllPosts].score_positive, 1564u);
  ASSERT_EQ(lane->windows.size(), 2u);
  const TaggedCell& all = lane->windows.begin()->second.cells.at(0);
  EXPECT_EQ(all.cell.opinions(), 2u);
  EXPECT_EQ(all.authors.count(), 2u);
  EXPECT_EQ(all.texts(), 0u);
  EXPECT_EQ(all.examples, Examples());
  EXPECT_EQ(lane->ledger.size(), 4u);
  ASSERT_NE(lane->ledger.find(5126129678005851), nullptr);
  EXPECT_EQ(lane->ledger.find(5126129678005851)->score, 705);
  EXPECT_TRUE(lane->trends.stretches().empty());
  EXPECT_TRUE(lane->history.windows().empty());
}

TEST(SnapshotVersions, OfVersion4IsReadWithoutGaps) {
  TagTable tags;
  tags.intern("made_in_china");
  std::string reason;

  const std::optional<Lane> lane =
      decode_lane(kept_snapshot(4), {.source = "files", .partition = 0}, {.size = 1min, .ids = 9},
                  tags, reason);

  ASSERT_TRUE(lane) << reason;
  EXPECT_EQ(lane->next, 4);
  EXPECT_EQ(lane->base, 0);
  EXPECT_EQ(place_of(kept_snapshot(4)), 4);
  EXPECT_EQ(lane->counters.counted(), 2u);
  EXPECT_EQ(lane->counters.duplicate, 1u);
  EXPECT_EQ(lane->counters.lost, 0u);
  EXPECT_EQ(lane->counters.cut, 0u);
  EXPECT_EQ(lane->totals[kAllPosts].score_positive, 757u);
  EXPECT_EQ(lane->windows.begin()->second.cells.at(0).texts(), 1u);
}

TEST(SnapshotVersions, OfAnOlderVersionIsWrittenAsVersion5) {
  const TagTable tags;
  const LaneKey key = {.source = "first.jsonl", .partition = 0};
  const Windowing windowing{.size = 1min, .ids = 9};
  std::string reason;
  const std::optional<Lane> old = decode_lane(kept_snapshot(1), key, windowing, tags, reason);
  ASSERT_TRUE(old) << reason;

  const std::optional<Lane> again =
      decode_lane(encode_lane(*old, windowing, tags), key, windowing, tags, reason);

  ASSERT_TRUE(again) << reason;
  EXPECT_EQ(again->totals, old->totals);
  EXPECT_EQ(encode_lane(*old, windowing, tags)[8], 5);
}

TEST(SnapshotVersions, OfAVersionToComeIsRefused) {
  std::string bytes = kept_snapshot(1);
  bytes[8] = 6;
  std::string reason;

  EXPECT_FALSE(decode_lane(bytes, {.source = "first.jsonl"}, {.size = 1min}, TagTable(), reason));
  EXPECT_EQ(reason, "its version is 6, this program knows 1 to 5");
}

}  // namespace
}  // namespace yuqing
