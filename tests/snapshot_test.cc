#include "pipeline/snapshot.h"

#include <gtest/gtest.h>

#include <tuple>

#include "tests/kept_snapshot.h"

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

// Whoever changes the bytes raises the version, keeps the file of this one and says how it is read.
TEST(Snapshot, IsStillOfVersion5) {
  EXPECT_EQ(encode_lane(full_lane(), {.size = 1min, .ids = 100}, two_topics()), kept_snapshot(5));
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

}  // namespace
}  // namespace yuqing
