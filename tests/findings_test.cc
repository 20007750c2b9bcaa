#include "pipeline/findings.h"

#include <gtest/gtest.h>

#include "tests/fixture.h"

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kNoon = 1'737'950'400'000;
constexpr Tag kOutage = 2;

// Posts of one lane, with ids that nobody chooses.
struct Stream {
  void post(std::int64_t minute, int times, Tag topic = kAllPosts, std::u16string_view hashtag = {},
            Sentiment sentiment = Sentiment::neutral) {
    for (int i = 0; i < times; i++) {
      Post& added = job.add_post(batch, ++id, kNoon + minute * kMinute);
      added.sentiment = sentiment;
      added.author_id = id;
      if (!hashtag.empty()) {
        const auto begin = static_cast<std::uint32_t>(batch.chars.size());
        batch.chars.insert(batch.chars.end(), hashtag.begin(), hashtag.end());
        added.hashtags = {.begin = static_cast<std::uint32_t>(batch.hashtags.size()), .size = 1};
        batch.hashtags.push_back(
            {.key = std::hash<std::u16string_view>()(hashtag),
             .text = {.begin = begin, .size = static_cast<std::uint32_t>(hashtag.size())}});
      }
      if (topic != kAllPosts) {
        FoldFixture::add_topic(batch, topic);
      }
    }
  }
  void fold() {
    job.fold->add(batch);
    batch.clear();
  }
  Findings found() {
    fold();
    return findings_of(*job.lanes);
  }

  FoldFixture job;
  Batch batch;
  std::uint64_t id = 0;
};

TEST(Findings, AreNoneBeforeTheFirstPost) {
  Stream stream;

  const Findings findings = stream.found();

  EXPECT_EQ(findings.start_ms, kNoTime);
  ASSERT_EQ(findings.topics.size(), 3u);  // all and two topics; entities are no topics
  EXPECT_EQ(findings.topics[0].now.total(), 0u);
  EXPECT_FALSE(findings.topics[0].shift);
}

TEST(Findings, AreOfTheWindowBeforeTheNewestPost) {
  Stream stream;
  stream.post(-1, 2);
  stream.post(0, 3);
  stream.post(0, 4, kOutage, {}, Sentiment::negative);
  stream.post(1, 5);

  const Findings findings = stream.found();

  EXPECT_EQ(findings.start_ms, kNoon);
  EXPECT_EQ(findings.counters.counted(), 14u);
  const TopicFindings& all = findings.topics[0];
  EXPECT_EQ(all.now.total(), 7u);
  EXPECT_EQ(all.authors, 7u);
  EXPECT_EQ(all.previous.total(), 2u);
  EXPECT_EQ(findings.topics[kOutage].id, "outage");
  EXPECT_EQ(findings.topics[kOutage].now.posts[0], 4u);
  EXPECT_EQ(findings.topics[kOutage].previous.total(), 0u);
  EXPECT_EQ(findings.topics[1].now.total(), 0u);
}

TEST(Findings, StepsOfThePastEndWithNow) {
  Stream stream;
  for (int minute = -125; minute <= 0; minute++) {
    stream.post(minute, 2);
  }
  stream.post(1, 50);

  const Findings findings = stream.found();

  const Steps& recent = findings.topics[0].recent;
  ASSERT_EQ(recent.points.size(), 60u);
  EXPECT_EQ(recent.points.back().start_ms, kNoon);
  EXPECT_EQ(recent.points.back().posts, 2u);
  EXPECT_EQ(recent.points.front().opinions.neutral, 2u);
  const Steps& past = findings.topics[0].past;
  ASSERT_EQ(past.points.size(), 14u);
  EXPECT_EQ(past.start_ms, kNoon - 130 * kMinute);
  EXPECT_EQ(past.points[0].posts, 10u);
  EXPECT_EQ(past.points[1].posts, 20u);
  EXPECT_EQ(past.points[13].posts, 2u);
}

TEST(Findings, ABurstComesWithWhatIsSaidInItAndWasNotSaidBefore) {
  Stream stream;
  for (int minute = -100; minute <= -5; minute++) {
    stream.post(minute, 4, kOutage, u"deepseek");
  }
  for (int minute = -4; minute <= 0; minute++) {
    stream.post(minute, 10, kOutage, u"deepseek");
    stream.post(minute, 50, kOutage, u"服务器繁忙");
  }
  stream.post(1, 1);

  const Findings findings = stream.found();

  const LiveBurst* const burst = findings.topics[kOutage].running();
  ASSERT_NE(burst, nullptr);
  EXPECT_EQ(burst->burst.range.begin_ms, kNoon - 4 * kMinute);
  EXPECT_EQ(burst->burst.posts, 300u);
  ASSERT_EQ(burst->hashtags.size(), 1u);
  EXPECT_EQ(burst->hashtags[0].text, "服务器繁忙");
  EXPECT_EQ(burst->hashtags[0].now, 250u);
  EXPECT_EQ(burst->hashtags[0].before, 0u);
  EXPECT_EQ(findings.topics[1].running(), nullptr);
}

TEST(Findings, WhatRisesIsHeldBesideTheStretchesBefore) {
  Stream stream;
  for (int minute = -60; minute <= 0; minute++) {
    stream.post(minute, 5, kAllPosts, u"deepseek");
    stream.post(minute, minute > -8 ? 5 : 0, kAllPosts, u"国货之光");
  }
  stream.post(1, 1);

  const TopicFindings all = stream.found().topics[0];

  ASSERT_EQ(all.hashtags.size(), 2u);
  EXPECT_EQ(all.hashtags[0].text, "deepseek");
  EXPECT_EQ(all.hashtags[0].posts, 55u);  // of the stretch that has begun and the one before it
  ASSERT_EQ(all.rising.size(), 1u);
  EXPECT_EQ(all.rising[0].text, "#国货之光#");
  EXPECT_EQ(all.rising[0].now, 40u);
}

TEST(Findings, AShiftIsSeenWhenTheMoodFalls) {
  Stream stream;
  for (int minute = -80; minute <= 0; minute++) {
    const bool later = minute > -10;
    stream.post(minute, 5, kOutage, {}, later ? Sentiment::negative : Sentiment::positive);
    stream.post(minute, 5, kOutage, {}, Sentiment::neutral);
  }
  stream.post(1, 1);

  const std::optional<Shift> shift = stream.found().topics[kOutage].shift;

  ASSERT_TRUE(shift);
  EXPECT_EQ(shift->now_n, 100u);
  EXPECT_EQ(shift->before_n, 600u);
  EXPECT_NEAR(shift->change.value, -1, 1e-12);
  EXPECT_TRUE(shift->is_active());
}

TEST(Analyst, LooksAgainAtOnceOnlyWhenTheWindowHasMoved) {
  Stream stream;
  Analyst analyst(*stream.job.lanes);
  stream.post(0, 3);
  stream.post(1, 1);
  stream.fold();
  EXPECT_EQ(analyst.look().topics[0].now.total(), 3u);

  stream.post(0, 1);
  stream.fold();
  EXPECT_EQ(analyst.look().topics[0].now.total(), 3u);  // not older than a second

  stream.post(2, 1);
  stream.fold();
  EXPECT_EQ(analyst.look().topics[0].previous.total(), 4u);
}

}  // namespace
}  // namespace yuqing
