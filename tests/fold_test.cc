#include "pipeline/fold.h"

#include <gtest/gtest.h>

#include "tests/fixture.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kNoon = 1'737'950'400'000;  // 2025-01-27T04:00:00Z

Windowing ten_minutes() {
  return {.size = 1min, .lateness = 10min, .ids = 1000};
}

TEST(Fold, AddsAPostToItsWindowOnceForAllAndOnceForEachTopic) {
  FoldFixture job;
  Batch batch;
  Post& post = job.add_post(batch, 1, kNoon + 5);
  post.sentiment = Sentiment::positive;
  post.score = 700;
  post.reach = 9;
  FoldFixture::add_topic(batch, 1);

  job.fold->add(batch);
  job.fold->settle();

  ASSERT_EQ(job.kept.rows.size(), 2u);
  EXPECT_EQ(job.kept.rows[0].topic, "all");
  EXPECT_EQ(job.kept.rows[1].topic, "ai_heroes");
  EXPECT_EQ(job.kept.rows[1].start_ms, kNoon);
  EXPECT_EQ(job.kept.rows[1].cell.posts[2], 1u);
  EXPECT_EQ(job.kept.rows[1].cell.score_positive, 700u);
  EXPECT_EQ(job.kept.rows[1].cell.score_negative, 0u);
  EXPECT_EQ(job.kept.rows[1].cell.reach, 9u);
  EXPECT_EQ(job.kept.rows[1].version, 1);
}

// A post of a kind that quotes something positive, with an author of 10 followers.
Post& add_post_of(Kind kind, std::uint64_t id, FoldFixture& job, Batch& batch) {
  Post& post = job.add_post(batch, id, kNoon);
  post.kind = kind;
  post.reach = 10;
  post.sentiment = Sentiment::negative;
  post.score = -300;
  post.emotion = Emotion::angry;
  post.has_quoted = true;
  post.quoted_sentiment = Sentiment::positive;
  post.opposed = true;
  return post;
}

TEST(Fold, CountsOpinionsOfOriginalsCommentsAndCommentedRepostsOnly) {
  FoldFixture job;
  Batch batch;
  for (std::size_t i = 0; i < kKinds; i++) {
    add_post_of(static_cast<Kind>(i), i, job, batch);
  }

  job.fold->add(batch);

  const Cell& all = job.state().totals[kAllPosts];
  EXPECT_EQ(all.kinds, (std::array<std::uint64_t, kKinds>{1, 1, 1, 1, 1}));
  EXPECT_EQ(all.total(), 5u);
  EXPECT_EQ(all.opinions(), 3u);
  EXPECT_EQ(all.posts[0], 3u);
  EXPECT_EQ(all.emotions[static_cast<std::size_t>(Emotion::angry)], 3u);
  EXPECT_EQ(all.score_negative, 900u);
  EXPECT_EQ(all.opposed, 3u);
}

TEST(Fold, CountsWhatIsQuotedAndReachOfEverythingButNotices) {
  FoldFixture job;
  Batch batch;
  add_post_of(Kind::repost_bare, 1, job, batch);
  add_post_of(Kind::notice, 2, job, batch);
  add_post_of(Kind::original, 3, job, batch).has_quoted = false;

  job.fold->add(batch);

  const Cell& all = job.state().totals[kAllPosts];
  EXPECT_EQ(all.quoted, (std::array<std::uint64_t, kSentiments>{0, 0, 1}));
  EXPECT_EQ(all.reach, 20u);
}

TEST(Fold, KeepsWhatAPostThinksOfAnEntityInACellOfItsOwn) {
  FoldFixture job;
  Batch batch;
  add_post_of(Kind::original, 1, job, batch);
  FoldFixture::add_opinion(batch, 3, Sentiment::positive);
  add_post_of(Kind::repost_bare, 2, job, batch);
  FoldFixture::add_opinion(batch, 3, Sentiment::positive);

  job.fold->add(batch);
  job.fold->settle();

  ASSERT_EQ(job.kept.rows.size(), 2u);
  EXPECT_EQ(job.kept.rows[1].topic, "$deepseek");
  const Cell& cell = job.kept.rows[1].cell;
  EXPECT_EQ(cell, job.state().totals[3]);
  EXPECT_EQ(cell.posts, (std::array<std::uint64_t, kSentiments>{0, 0, 1}));
  EXPECT_EQ(cell.total(), 2u);
  EXPECT_EQ(cell.reach, 20u);
  EXPECT_EQ(cell.score_negative + cell.opposed + cell.emotions[1], 0u);
}

TEST(Fold, TellsWhatAWindowWasCountedWith) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);

  job.fold->add(batch);
  job.fold->settle();

  EXPECT_EQ(job.kept.rows.at(0).scoring, 42u);
}

TEST(Fold, CountsAPostWithAKnownIdAsDuplicate) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 1, kNoon);

  job.fold->add(batch);

  EXPECT_EQ(job.state().counters.consumed, 2u);
  EXPECT_EQ(job.state().counters.counted(), 1u);
  EXPECT_EQ(job.state().counters.duplicate, 1u);
}

TEST(Fold, CountsAPostWhoseWindowTheLaneHasPassedAsLate) {
  FoldFixture job(ten_minutes());
  Batch batch;
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 2, kNoon + 11 * kMinute);  // noon's window ends 10 minutes earlier
  job.add_post(batch, 3, kNoon + kMinute - 1);   // one moment too late
  job.add_post(batch, 4, kNoon + kMinute);       // just in time

  job.fold->add(batch);

  EXPECT_EQ(job.state().counters.late, 1u);
  EXPECT_EQ(job.state().counters.counted(), 3u);
}

TEST(Fold, NeverFindsAPostLateWhenLatenessIsUnbounded) {
  FoldFixture job({.size = 1min, .lateness = std::nullopt, .ids = 1000});
  Batch batch;
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 2, kNoon - 1'000'000 * kMinute);

  job.fold->add(batch);

  EXPECT_EQ(job.state().counters.counted(), 2u);
}

TEST(Fold, LetsNoClockThatRunsAheadMoveTheEventTimePastTheLog) {
  FoldFixture job(ten_minutes());
  Batch batch;
  job.add_post(batch, 1, kNoon + 20 * 60 * kMinute);  // 20 hours ahead of the log
  batch.records.back().log_time_ms = kNoon;
  job.add_post(batch, 2, kNoon);

  job.fold->add(batch);

  EXPECT_EQ(job.state().newest_event_ms, kNoon);
  EXPECT_EQ(job.state().counters.late, 0u);
}

TEST(Fold, KeepsTheLawOfConservationForEveryVerdict) {
  FoldFixture job(ten_minutes());
  Batch batch;
  for (std::size_t i = 0; i < kVerdicts; i++) {
    job.add_post(batch, 100 + i, kNoon).verdict = static_cast<Verdict>(i);
  }
  job.add_post(batch, 100, kNoon);
  job.add_post(batch, 200, kNoon + 60 * kMinute);
  job.add_post(batch, 201, kNoon);

  job.fold->add(batch);

  const Counters& counters = job.state().counters;
  EXPECT_EQ(counters.consumed, kVerdicts + 3);
  EXPECT_EQ(counters.counted() + counters.late + counters.duplicate + counters.rejected() +
                counters.filtered(),
            counters.consumed);
  EXPECT_EQ(counters.rejected(), 11u);
  EXPECT_EQ(counters.filtered(), 4u);
  EXPECT_EQ(counters.late, 1u);
  EXPECT_EQ(counters.duplicate, 1u);
}

TEST(Fold, TellsItsWitnessTheFateOfEveryPost) {
  FoldFixture job(ten_minutes());
  Batch batch;
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 2, kNoon + 60 * kMinute);
  job.add_post(batch, 3, kNoon);
  job.add_post(batch, 4, kNoon).verdict = Verdict::bad_id;

  job.fold->add(batch);
  job.fold->add(batch);

  using Seen = std::vector<std::pair<std::uint64_t, Fate>>;
  EXPECT_EQ(job.witness.fates, (Seen{{1, Fate::counted},
                                     {1, Fate::duplicate},
                                     {2, Fate::counted},
                                     {3, Fate::late},
                                     {4, Fate::not_counted}}));
}

TEST(Fold, HandsARejectedRecordToTheSinksWithItsBytesAndReason) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  batch.append({.lane = job.lane, .offset = job.offset++}, "{broken");
  Post broken;
  broken.record = 1;
  broken.verdict = Verdict::not_json;
  batch.posts.push_back(broken);

  job.fold->add(batch);
  job.fold->settle();

  ASSERT_EQ(job.kept.letters.size(), 1u);
  EXPECT_EQ(job.kept.letters[0].payload, "{broken");
  EXPECT_EQ(job.kept.letters[0].reason, Verdict::not_json);
  EXPECT_EQ(job.kept.letters[0].offset, 1);
}

TEST(Fold, HandsARecordOfManyRejectedPostsToTheSinksOnce) {
  FoldFixture job;
  Batch batch;
  batch.append({.lane = job.lane, .offset = job.offset++}, "[5,6]");
  Post broken;
  broken.verdict = Verdict::bad_id;
  batch.posts.push_back(broken);
  broken.verdict = Verdict::bad_time;
  batch.posts.push_back(broken);

  job.fold->add(batch);
  job.fold->settle();

  ASSERT_EQ(job.kept.letters.size(), 1u);
  EXPECT_EQ(job.kept.letters[0].reason, Verdict::bad_id);
  EXPECT_EQ(job.state().counters.consumed, 2u);
}

TEST(Fold, WritesAWindowAgainOnlyWhenItChangedOrBecameFinal) {
  FoldFixture job(ten_minutes());
  Batch first;
  job.add_post(first, 1, kNoon);
  job.fold->add(first);
  job.fold->settle();
  job.fold->settle();
  ASSERT_EQ(job.kept.rows.size(), 1u);
  EXPECT_FALSE(job.kept.rows[0].final);

  Batch second;
  job.add_post(second, 2, kNoon + 11 * kMinute);
  job.fold->add(second);
  job.fold->settle();

  ASSERT_EQ(job.kept.rows.size(), 3u);
  EXPECT_EQ(job.kept.rows[1].start_ms, kNoon);
  EXPECT_TRUE(job.kept.rows[1].final);
  EXPECT_EQ(job.kept.rows[1].version, job.kept.rows[0].version);
  EXPECT_FALSE(job.kept.rows[2].final);
}

TEST(Fold, SkipsRecordsThatItFoldedBeforeARestart) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 2, kNoon);
  job.fold->add(batch);
  job.fold->settle();

  job.restart();
  job.fold->add(batch);

  EXPECT_EQ(job.state().counters.consumed, 2u);
  EXPECT_EQ(job.state().next, 2);
}

TEST(Fold, CountsTheRestOnceAfterACrashBetweenTwoSnapshots) {
  FoldFixture job;
  Batch durable;
  job.add_post(durable, 1, kNoon);
  job.fold->add(durable);
  job.fold->settle();
  Batch lost;
  job.add_post(lost, 2, kNoon);
  job.fold->add(lost);

  job.restart();
  job.fold->add(lost);
  job.fold->settle();

  EXPECT_EQ(job.state().counters.counted(), 2u);
  EXPECT_EQ(job.kept.rows.back().cell.total(), 2u);
  ASSERT_EQ(job.source.committed.size(), 1u);
  EXPECT_EQ(job.source.committed[0].next, 2);
}

TEST(Fold, SaysTheSameWhateverTheBordersOfBatches) {
  const auto rows_with = [](std::size_t posts_per_batch) {
    FoldFixture job(ten_minutes());
    for (std::uint64_t i = 0; i < 300;) {
      Batch batch;
      for (std::size_t k = 0; k < posts_per_batch && i < 300; k++, i++) {
        const auto minutes = static_cast<std::int64_t>(i * 7919 % 40 + i / 10);
        Post& post = job.add_post(batch, i * 31 % 280, kNoon + minutes * kMinute);
        post.score = static_cast<std::int16_t>(i * 13 % 2001 - 1000);
        FoldFixture::add_topic(batch, static_cast<Tag>(1 + i % 2));
      }
      job.fold->add(batch);
    }
    std::vector<std::uint64_t> facts = {job.state().counters.late, job.state().counters.duplicate};
    for (const auto& [start, window] : job.state().windows) {
      for (const TaggedCell& tagged : window.cells) {
        facts.insert(facts.end(),
                     {static_cast<std::uint64_t>(start), tagged.tag, tagged.cell.total(),
                      tagged.cell.score_positive, tagged.cell.score_negative});
      }
    }
    return facts;
  };

  EXPECT_EQ(rows_with(1), rows_with(7));
  EXPECT_EQ(rows_with(1), rows_with(300));
  EXPECT_GT(rows_with(1)[0], 0u);
}

}  // namespace
}  // namespace yuqing
