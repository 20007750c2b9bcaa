#include "pipeline/snapshot.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <tuple>

#include "tests/project.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kNoon = 1'737'950'400'000;

TagTable two_topics() {
  TagTable tags;
  tags.intern("ai_heroes");
  tags.intern("outage");
  return tags;
}

Contribution contribution() {
  return {.id = 7,
          .start = kNoon,
          .reach = 5,
          .topics = 1,
          .opinions = 1,
          .score = -40,
          .kind = Kind::comment,
          .sentiment = Sentiment::positive,
          .emotion = Emotion::fear,
          .quoted_sentiment = Sentiment::neutral,
          .has_quoted = true,
          .coarse_time = true,
          .wordless = true,
          .held = true};
}

Lane full_lane() {
  Lane lane;
  lane.key = {.source = "posts", .partition = 3};
  lane.scoring = 42;
  lane.next = 1000;
  lane.base = 70;
  lane.first_event_ms = kNoon;
  lane.newest_event_ms = kNoon + 61'000;
  lane.counters.consumed = 5;
  lane.counters.late = 1;
  lane.counters.retracted = 2;
  lane.counters.replaced = 3;
  lane.counters.lost = 6;
  lane.counters.cut = 7;
  lane.counters.verdicts[static_cast<std::size_t>(Verdict::bad_id)] = 4;
  lane.totals.resize(3);
  lane.totals[2] = {.kinds = {12, 2, 3, 3, 4},
                    .posts = {0, 17, 0},
                    .emotions = {1, 2, 3, 4, 5, 2},
                    .score_positive = 21,
                    .score_negative = 22,
                    .reach = 23,
                    .opposed = 24,
                    .quoted = {25, 26, 27},
                    .gaps = {28, 29, 30}};
  lane.windows[kNoon].version = 999;
  lane.windows[kNoon].scoring = 41;
  lane.windows[kNoon].cells[kAllPosts].cell.reach = 5;
  lane.windows[kNoon].cells[2].cell.score_negative = 6;
  lane.windows[kNoon].cells[2].authors.add(31);
  lane.windows[kNoon].cells[2].gists.add(32);
  lane.windows[kNoon].cells[2].gists.add_wordless();
  lane.windows[kNoon].cells[2].examples.add(Sentiment::positive, 33);
  lane.ids = IdSet(100);
  lane.ids.insert(7);
  lane.ids.insert(8);
  lane.ledger = Ledger(100);
  const Label labels[] = {{.tag = 1}, {.tag = 2, .sentiment = Sentiment::positive}};
  lane.ledger.put(contribution(), labels);
  lane.ledger.await(8);
  Trend& trend = lane.trends.put(kNoon)[2];
  trend.posts = 9;
  trend.sampled = 2;
  trend.hashtags.add(34, u"国货");
  trend.hashtags.put_lost(3);
  trend.terms.add(u'国' << 16 | u'货', {});
  lane.history.put(kNoon - 60'000, 2, {.posts = 4, .negative = 1, .neutral = 2, .positive = 1});
  return lane;
}

// So many that they are held as a sketch, and so many texts that they are a sample.
Lane lane_with_many_authors() {
  Lane lane = full_lane();
  TaggedCell& all = lane.windows[kNoon].cells[kAllPosts];
  for (std::uint64_t author = 1; author <= 300; author++) {
    all.authors.add(author);
  }
  for (std::uint64_t gist = 1; gist <= 1200; gist++) {
    all.gists.add(gist * 0x9E3779B97F4A7C15);
  }
  return lane;
}

TEST(Snapshot, HoldsEverythingThatALaneKnows) {
  const TagTable tags = two_topics();
  const Windowing windowing{.size = 1min, .ids = 100};
  std::string reason;

  const std::optional<Lane> lane =
      decode_lane(encode_lane(lane_with_many_authors(), windowing, tags), full_lane().key,
                  windowing, tags, reason);

  ASSERT_TRUE(lane) << reason;
  EXPECT_EQ(lane->scoring, 42u);
  EXPECT_EQ(lane->next, 1000);
  EXPECT_EQ(lane->first_event_ms, kNoon);
  EXPECT_EQ(lane->newest_event_ms, kNoon + 61'000);
  EXPECT_EQ(lane->counters.consumed, 5u);
  EXPECT_EQ(lane->counters.late, 1u);
  EXPECT_EQ(lane->counters.rejected(), 4u);
  EXPECT_EQ(lane->counters.retracted, 2u);
  EXPECT_EQ(lane->counters.replaced, 3u);
  EXPECT_EQ(lane->counters.lost, 6u);
  EXPECT_EQ(lane->counters.cut, 7u);
  EXPECT_EQ(lane->base, 70);
  EXPECT_EQ(place_of(encode_lane(full_lane(), windowing, tags)), 1070);
  EXPECT_EQ(lane->totals[2], full_lane().totals[2]);
  ASSERT_EQ(lane->windows.size(), 1u);
  EXPECT_EQ(lane->windows.at(kNoon).version, 999);
  EXPECT_EQ(lane->windows.at(kNoon).scoring, 41u);
  EXPECT_EQ(lane->windows.at(kNoon).cells.at(0).cell.reach, 5u);
  EXPECT_EQ(lane->windows.at(kNoon).cells.at(1).cell.score_negative, 6u);
  const Cells cells = lane_with_many_authors().windows.at(kNoon).cells;
  EXPECT_EQ(lane->windows.at(kNoon).cells.at(0).authors, cells.at(0).authors);
  EXPECT_EQ(lane->windows.at(kNoon).cells.at(1).authors, cells.at(1).authors);
  EXPECT_EQ(lane->windows.at(kNoon).cells.at(0).gists, cells.at(0).gists);
  EXPECT_EQ(lane->windows.at(kNoon).cells.at(1).gists, cells.at(1).gists);
  EXPECT_EQ(lane->windows.at(kNoon).cells.at(1).examples, cells.at(1).examples);
  EXPECT_EQ(*lane->trends.stretches().at(kNoon).find(2),
            *full_lane().trends.stretches().at(kNoon).find(2));
  EXPECT_EQ(lane->history.windows(), full_lane().history.windows());
  EXPECT_EQ(lane->ids.in_order(), (std::vector<std::uint64_t>{7, 8}));
}

TEST(Snapshot, HoldsWhatCanBeTakenBack) {
  const TagTable tags = two_topics();
  const Windowing windowing{.size = 1min, .ids = 100};
  std::string reason;

  std::optional<Lane> lane = decode_lane(encode_lane(full_lane(), windowing, tags), full_lane().key,
                                         windowing, tags, reason);

  ASSERT_TRUE(lane) << reason;
  ASSERT_EQ(lane->ledger.size(), 2u);
  const Contribution& found = lane->ledger.at(0);
  const Contribution wanted = contribution();
  EXPECT_EQ(std::tie(found.id, found.start, found.reach, found.topics, found.opinions, found.score),
            std::tie(wanted.id, wanted.start, wanted.reach, wanted.topics, wanted.opinions,
                     wanted.score));
  EXPECT_EQ(std::tie(found.kind, found.sentiment, found.emotion, found.quoted_sentiment),
            std::tie(wanted.kind, wanted.sentiment, wanted.emotion, wanted.quoted_sentiment));
  EXPECT_EQ(std::tie(found.has_quoted, found.opposed, found.truncated, found.coarse_time),
            std::tie(wanted.has_quoted, wanted.opposed, wanted.truncated, wanted.coarse_time));
  EXPECT_EQ(std::tie(found.no_author, found.wordless, found.held, found.awaited),
            std::tie(wanted.no_author, wanted.wordless, wanted.held, wanted.awaited));
  EXPECT_EQ(lane->ledger.label(found, 0).tag, 1);
  EXPECT_EQ(lane->ledger.label(found, 1).tag, 2);
  EXPECT_EQ(lane->ledger.label(found, 1).sentiment, Sentiment::positive);
  EXPECT_TRUE(lane->ledger.at(1).awaited);
  EXPECT_EQ(lane->ledger.find(8), &lane->ledger.at(1));
}

TEST(Snapshot, IsTheSameBytesWhenItIsReadAndWrittenAgain) {
  const TagTable tags = two_topics();
  const Windowing windowing{.size = 1min, .ids = 100};
  const std::string bytes = encode_lane(lane_with_many_authors(), windowing, tags);
  std::string reason;

  const std::optional<Lane> lane = decode_lane(bytes, full_lane().key, windowing, tags, reason);

  ASSERT_TRUE(lane);
  EXPECT_EQ(encode_lane(*lane, windowing, tags), bytes);
}

// It is asked of bytes that nobody has checked yet.
TEST(Snapshot, TellsSomePlaceOfNumbersBeyondAllLogs) {
  Lane lane = full_lane();
  lane.next = INT64_MAX;
  lane.base = INT64_MAX;

  EXPECT_EQ(place_of(encode_lane(lane, {.size = 1min, .ids = 100}, two_topics())), -2);
}

TEST(Snapshot, FindsEveryFlippedBitAndEveryMissingByte) {
  const TagTable tags = two_topics();
  const Windowing windowing{.size = 1min, .ids = 100};
  const std::string bytes = encode_lane(full_lane(), windowing, tags);
  std::string reason;
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit++) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(decode_lane(damaged, full_lane().key, windowing, tags, reason)) << bit;
  }
  for (std::size_t size = 0; size < bytes.size(); size++) {
    EXPECT_FALSE(decode_lane(bytes.substr(0, size), full_lane().key, windowing, tags, reason))
        << size;
  }
}

TEST(Snapshot, IsRefusedForAnotherLaneOrWindowSize) {
  const TagTable tags = two_topics();
  const Windowing windowing{.size = 1min, .ids = 100};
  const std::string bytes = encode_lane(full_lane(), windowing, tags);
  std::string reason;

  EXPECT_FALSE(decode_lane(bytes, {.source = "posts", .partition = 4}, windowing, tags, reason));
  EXPECT_EQ(reason, "it is of posts/3");
  EXPECT_FALSE(decode_lane(bytes, full_lane().key, {.size = 5min, .ids = 100}, tags, reason));
  EXPECT_EQ(reason, "its windows are 60000 ms wide; set window.size back");
}

TEST(Snapshot, FollowsTopicsByNameWhenTheConfigurationChanged) {
  const Windowing windowing{.size = 1min, .ids = 100};
  const std::string bytes = encode_lane(full_lane(), windowing, two_topics());
  TagTable changed;
  changed.intern("new_year_gift");
  changed.intern("chip_curbs");
  changed.intern("outage");
  std::string reason;

  const std::optional<Lane> lane = decode_lane(bytes, full_lane().key, windowing, changed, reason);

  ASSERT_TRUE(lane) << reason;
  EXPECT_EQ(lane->totals.size(), 4u);
  EXPECT_EQ(lane->totals[3].posts[1], 17u);
  EXPECT_EQ(lane->totals[1].total(), 0u);
  EXPECT_EQ(lane->windows.at(kNoon).cells.at(1).tag, 3);
  EXPECT_EQ(lane->trends.stretches().at(kNoon).find(3)->hashtags.posts(34), 1u);
  EXPECT_EQ(lane->trends.stretches().at(kNoon).find(2), nullptr);
  EXPECT_EQ(lane->history.windows().begin()->second.at(0).tag, 3);
  EXPECT_EQ(lane->ledger.at(0).topics, 0u);
  EXPECT_EQ(lane->ledger.at(0).opinions, 1u);
  EXPECT_EQ(lane->ledger.label(lane->ledger.at(0), 0).tag, 3);
}

// tests/snapshot_v1.snapshot was written before cells told kinds, tests/snapshot_v2.snapshot before
// posts could be taken back, tests/snapshot_v3.snapshot before texts were told apart,
// tests/snapshot_v4.snapshot before gaps were counted;
// schemas/snapshot.md tells from what.
std::string of_version(int version) {
  std::ifstream in(project_dir() / fmt::format("tests/snapshot_v{}.snapshot", version),
                   std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Snapshot, OfVersion1IsReadAsOriginalsWithoutEmotionsAndQuotes) {
  TagTable tags;
  tags.intern("made_in_china");
  std::string reason;

  const std::optional<Lane> lane =
      decode_lane(of_version(1), {.source = "first.jsonl", .partition = 0},
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

TEST(Snapshot, OfVersion2IsReadWithTheVerdictsThatItKnew) {
  TagTable tags;
  tags.intern("made_in_china");
  std::string reason;

  const std::optional<Lane> lane =
      decode_lane(of_version(2), {.source = "first.jsonl", .partition = 0},
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

TEST(Snapshot, OfVersion3IsReadWithoutTextsExamplesAndTrends) {
  TagTable tags;
  tags.intern("made_in_china");
  std::string reason;

  std::optional<Lane> lane = decode_lane(of_version(3), {.source = "files", .partition = 0},
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

TEST(Snapshot, OfVersion4IsReadWithoutGaps) {
  TagTable tags;
  tags.intern("made_in_china");
  std::string reason;

  const std::optional<Lane> lane = decode_lane(of_version(4), {.source = "files", .partition = 0},
                                               {.size = 1min, .ids = 9}, tags, reason);

  ASSERT_TRUE(lane) << reason;
  EXPECT_EQ(lane->next, 4);
  EXPECT_EQ(lane->base, 0);
  EXPECT_EQ(place_of(of_version(4)), 4);
  EXPECT_EQ(lane->counters.counted(), 2u);
  EXPECT_EQ(lane->counters.duplicate, 1u);
  EXPECT_EQ(lane->counters.lost, 0u);
  EXPECT_EQ(lane->counters.cut, 0u);
  EXPECT_EQ(lane->totals[kAllPosts].score_positive, 757u);
  EXPECT_EQ(lane->windows.begin()->second.cells.at(0).texts(), 1u);
}

TEST(Snapshot, WithoutAnalyticsForgetsTrendsAndHistory) {
  Windowing windowing{.size = 1min, .ids = 100};
  const std::string bytes = encode_lane(full_lane(), windowing, two_topics());
  std::string reason;
  windowing.analytics = false;

  const std::optional<Lane> lane =
      decode_lane(bytes, full_lane().key, windowing, two_topics(), reason);

  ASSERT_TRUE(lane) << reason;
  EXPECT_TRUE(lane->trends.stretches().empty());
  EXPECT_TRUE(lane->history.windows().empty());
}

TEST(Snapshot, OfAnOlderVersionIsWrittenAsVersion5) {
  const TagTable tags;
  const LaneKey key = {.source = "first.jsonl", .partition = 0};
  const Windowing windowing{.size = 1min, .ids = 9};
  std::string reason;
  const std::optional<Lane> old = decode_lane(of_version(1), key, windowing, tags, reason);
  ASSERT_TRUE(old) << reason;

  const std::optional<Lane> again =
      decode_lane(encode_lane(*old, windowing, tags), key, windowing, tags, reason);

  ASSERT_TRUE(again) << reason;
  EXPECT_EQ(again->totals, old->totals);
  EXPECT_EQ(encode_lane(*old, windowing, tags)[8], 5);
}

TEST(Snapshot, OfAVersionToComeIsRefused) {
  std::string bytes = of_version(1);
  bytes[8] = 6;
  std::string reason;

  EXPECT_FALSE(decode_lane(bytes, {.source = "first.jsonl"}, {.size = 1min}, TagTable(), reason));
  EXPECT_EQ(reason, "its version is 6, this program knows 1 to 5");
}

}  // namespace
}  // namespace yuqing
