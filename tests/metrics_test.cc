#include "pipeline/metrics.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>

#include "pipeline/metrics_catalogue.h"
#include "pipeline/metrics_page.h"
#include "tests/fixture.h"

namespace yuqing {
namespace {

constexpr std::int64_t kNoon = 1'737'950'400'000;

bool has_line(const std::string& page, const std::string& line) {
  return page.find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, ShowsZerosForEveryTopicBeforeTheFirstPost) {
  const FoldFixture job;

  const std::string page = job.metrics->text(true);

  for (const char* const sentiment : {"negative", "neutral", "positive"}) {
    EXPECT_TRUE(has_line(page, "yuqing_topic_posts_total{topic=\"outage\",sentiment=\"" +
                                   std::string(sentiment) + "\"} 0"));
  }
  EXPECT_TRUE(has_line(page, "yuqing_records_rejected_total{reason=\"not_utf8\"} 0"));
  EXPECT_TRUE(has_line(page, "yuqing_event_time_seconds Nan"));
}

TEST(Metrics, ShowsEveryRowOfTheCatalogue) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  batch.ends.push_back({.lane = job.lane, .end = 5});
  job.fold->add(batch);
  job.metrics->show_topics(1, {{.id = "outage", .name = "", .name_en = "", .target = ""}});

  const std::string page = job.metrics->text(true);

  for (const MetricRow& row : metric_catalogue()) {
    EXPECT_NE(page.find("# TYPE " + row.name + " " + row.type), std::string::npos) << row.name;
    EXPECT_NE(page.find("\n" + row.name), std::string::npos) << row.name;
  }
}

TEST(Metrics, TellsAReplayFromTheStream) {
  const FoldFixture job;

  EXPECT_TRUE(has_line(job.metrics->text(true), "yuqing_replay_mode 0"));
  job.metrics->show_replay();
  EXPECT_TRUE(has_line(job.metrics->text(true), "yuqing_replay_mode 1"));
}

TEST(Metrics, ShowsTheTopicsThatCountAndNoOthers) {
  const FoldFixture job;
  job.metrics->show_topics(1, {{.id = "old", .name = "旧", .name_en = "old", .target = ""}});

  job.metrics->show_topics(
      0xab, {{.id = "outage", .name = "服务器繁忙", .name_en = "outage", .target = "deepseek"}});

  const std::string page = job.metrics->text(true);
  EXPECT_TRUE(has_line(page, "yuqing_topics_info{version=\"00000000000000ab\"} 1"));
  EXPECT_TRUE(has_line(page,
                       "yuqing_topic_info{topic=\"outage\",name=\"服务器繁忙\",name_en=\"outage\","
                       "target=\"deepseek\"} 1"));
  EXPECT_EQ(page.find("旧"), std::string::npos);
}

TEST(Metrics, CountsReloadsByTheirResult) {
  const FoldFixture job;
  job.metrics->reload_done(true);
  job.metrics->reload_done(false);
  job.metrics->reload_done(false);

  const std::string page = job.metrics->text(true);

  EXPECT_TRUE(has_line(page, "yuqing_topics_reload_total{result=\"ok\"} 1"));
  EXPECT_TRUE(has_line(page, "yuqing_topics_reload_total{result=\"failed\"} 2"));
}

TEST(Metrics, AddsTheOutcomesOfAPartitionUpToWhatItConsumed) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 2, kNoon).verdict = Verdict::not_json;
  job.add_post(batch, 3, kNoon).verdict = Verdict::deleted;
  batch.ends.push_back({.lane = job.lane, .end = 10});
  job.fold->add(batch);

  const std::string page = job.metrics->text(true);

  EXPECT_TRUE(has_line(page, "yuqing_records_consumed_total{partition=\"0\"} 4"));
  for (const char* const outcome : {"counted", "duplicate", "rejected", "filtered"}) {
    EXPECT_TRUE(has_line(page, "yuqing_partition_records_total{partition=\"0\",outcome=\"" +
                                   std::string(outcome) + "\"} 1"));
  }
  EXPECT_TRUE(has_line(page, "yuqing_consumer_lag{partition=\"0\"} 6"));
}

TEST(Metrics, KeepsTotalsOverARestart) {
  FoldFixture job;
  Batch batch;
  Post& post = job.add_post(batch, 1, kNoon);
  post.sentiment = Sentiment::negative;
  post.score = -300;
  FoldFixture::add_topic(batch, 2);
  job.fold->add(batch);
  job.fold->settle();

  job.restart();

  const std::string page = job.metrics->text(true);
  EXPECT_TRUE(has_line(page, "yuqing_posts_total{sentiment=\"negative\"} 1"));
  EXPECT_TRUE(has_line(page, "yuqing_topic_score_negative_total{topic=\"outage\"} 300"));
}

// What was shown before a kill may be more than the snapshot holds.
TEST(Metrics, HoldTotalsOfAnEarlierRunBackUntilTheyHaveCaughtUp) {
  FoldFixture job;
  const Metrics metrics(*job.lanes, std::chrono::hours(1));
  const auto shows = [&metrics](const std::string& total) {
    return metrics.text(true).find("\nyuqing_" + total) != std::string::npos;
  };
  EXPECT_FALSE(shows("posts_total"));
  Batch seen;
  seen.ends.push_back({.lane = job.lane, .end = 2});
  job.add_post(seen, 1, kNoon);
  job.fold->add(seen);
  EXPECT_FALSE(shows("posts_total"));
  EXPECT_FALSE(shows("partition_records_total"));
  EXPECT_TRUE(shows("consumer_lag{partition=\"0\"} 1"));

  Batch rest;
  job.add_post(rest, 2, kNoon);
  rest.ends.push_back({.lane = job.lane, .end = 9});
  job.fold->add(rest);

  EXPECT_TRUE(shows("posts_total"));
  EXPECT_TRUE(shows("partition_records_total"));
}

TEST(Metrics, ShowTotalsOfALongBacklogWhenTheyHaveWaitedLongEnough) {
  FoldFixture job;
  const Metrics metrics(*job.lanes, std::chrono::milliseconds(1));
  Batch batch;
  batch.ends.push_back({.lane = job.lane, .end = 1'000'000});
  job.add_post(batch, 1, kNoon);
  job.fold->add(batch);
  std::this_thread::sleep_for(std::chrono::milliseconds(2));

  EXPECT_NE(metrics.text(true).find("\nyuqing_posts_total"), std::string::npos);
}

TEST(Metrics, ShowsVolumeByKindAndOpinionsByEmotionQuoteAndEntity) {
  FoldFixture job;
  Batch batch;
  Post& post = job.add_post(batch, 1, kNoon);
  post.kind = Kind::repost_commented;
  post.emotion = Emotion::angry;
  post.has_quoted = true;
  post.quoted_sentiment = Sentiment::positive;
  post.opposed = true;
  FoldFixture::add_topic(batch, 2);
  FoldFixture::add_opinion(batch, 3, Sentiment::negative);
  job.add_post(batch, 2, kNoon).kind = Kind::repost_bare;
  FoldFixture::add_topic(batch, 2);
  job.fold->add(batch);

  const std::string page = job.metrics->text(true);

  for (const char* const line : {
           "yuqing_kind_posts_total{kind=\"repost_bare\"} 1",
           "yuqing_posts_total{sentiment=\"neutral\"} 1",
           "yuqing_topic_kind_posts_total{topic=\"outage\",kind=\"repost_bare\"} 1",
           "yuqing_topic_kind_posts_total{topic=\"outage\",kind=\"repost_commented\"} 1",
           "yuqing_topic_posts_total{topic=\"outage\",sentiment=\"neutral\"} 1",
           "yuqing_topic_emotion_posts_total{topic=\"outage\",emotion=\"angry\"} 1",
           "yuqing_topic_quoted_posts_total{topic=\"outage\",sentiment=\"positive\"} 1",
           "yuqing_topic_opposed_posts_total{topic=\"outage\"} 1",
           "yuqing_entity_posts_total{entity=\"deepseek\",sentiment=\"negative\"} 1",
       }) {
    EXPECT_TRUE(has_line(page, line)) << line;
  }
  EXPECT_EQ(page.find("$deepseek"), std::string::npos);
}

TEST(Metrics, ShowsTheWindowBeforeTheNewestPost) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  FoldFixture::add_topic(batch, 1);
  job.add_post(batch, 2, kNoon + 60'000);
  job.fold->add(batch);

  const std::string page = job.metrics->text(true);

  EXPECT_TRUE(has_line(page, "yuqing_window_start_timestamp_seconds 1737950400"));
  EXPECT_TRUE(has_line(page, "yuqing_window_posts{topic=\"ai_heroes\",sentiment=\"neutral\"} 1"));
  EXPECT_TRUE(has_line(page, "yuqing_window_posts{topic=\"all\",sentiment=\"neutral\"} 1"));
}

// Lanes of a job that has been running for long: 23 topics and 25 entities, every window and every
// stretch of the past full of posts.
struct LongRun {
  static constexpr int kLanes = 4;
  static constexpr Tag kTopics = 23;

  LongRun() {
    TagTable tags;
    for (int i = 0; i < kTopics; i++) {
      tags.intern("topic_" + std::to_string(i));
    }
    for (int i = 0; i < 25; i++) {
      tags.intern("$entity_" + std::to_string(i));
    }
    lanes.emplace(Windowing(), tags, nullptr);
    for (int i = 0; i < kLanes; i++) {
      fill((*lanes)[lanes->open({.source = "posts", .partition = i})]);
    }
  }

  static void fill(Lane& lane) {
    lane.newest_event_ms = kNoon;
    for (std::int64_t window = 1; window < kHistory; window++) {
      for (Tag tag = 0; tag <= kTopics; tag++) {
        const auto posts = static_cast<std::uint32_t>(3 + (window * 7 + tag) % 5);
        lane.history.put(kNoon - window * 60'000, tag, {.posts = posts, .neutral = posts});
      }
    }
    for (std::int64_t stretch = 0; stretch < kTrendStretches; stretch++) {
      for (Tag tag = 0; tag <= kTopics; tag++) {
        Trend& trend = lane.trends.put(kNoon - stretch * stretch_ms(60'000))[tag];
        trend.posts = trend.sampled = 10'000;
        for (std::uint64_t key = 1; key < 5'000; key++) {
          trend.hashtags.add(key * 0x9E3779B97F4A7C15, u"热搜");
          trend.terms.add(std::uint64_t{0x4E00 + key} << 16 | 0x4E00, {});
        }
      }
    }
  }

  std::optional<Lanes> lanes;
};

std::size_t series_of(const std::string& page) {
  std::size_t lines = 0;
  std::size_t notes = 0;
  for (std::size_t at = 0; at < page.size(); at = page.find('\n', at) + 1) {
    lines++;
    notes += page[at] == '#' ? 1 : 0;
  }
  return lines - notes;
}

TEST(Metrics, OfAJobThatHasRunForLongAreFewAndQuicklyShown) {
  const LongRun job;
  const Metrics metrics(*job.lanes);
  const auto begin = std::chrono::steady_clock::now();

  const std::string page = metrics.text(true);

  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%zu series in %.1f ms\n", series_of(page), 1000 * took.count());
  EXPECT_LT(series_of(page), 3'000u);
}

TEST(Metrics, AreNotMoreAfterAMillionHashtags) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  job.add_post(batch, 2, kNoon + 60'000);
  job.fold->add(batch);
  const std::size_t before = series_of(job.metrics->text(true));

  Trend& all = (*job.lanes)[job.lane].trends.put(kNoon)[kAllPosts];
  for (std::uint64_t i = 1; i <= 1'000'000; i++) {
    all.hashtags.add(i * 0x9E3779B97F4A7C15, u"话题" + std::u16string(i % 3, u'新'));
  }
  job.add_post(batch, 3, kNoon + 120'000);
  job.fold->add(batch);
  const std::string page = job.metrics->text(true);

  std::printf("%zu series before and after a million hashtags\n", before);
  EXPECT_EQ(series_of(page), before);
  EXPECT_EQ(page.find("话题"), std::string::npos);
}

TEST(Metrics, LeaveOutTopicsBeyondTheBoundAndCountWhatIsLeftOut) {
  FoldFixture job;
  for (int i = 0; i < 400; i++) {
    job.tags.intern("more_" + std::to_string(i));
  }
  job.restart();

  const std::string first = job.metrics->text(true);
  const std::string second = job.metrics->text(true);

  EXPECT_LE(series_of(first), kMostSeries);
  EXPECT_GT(series_of(first), kMostSeries - 200);
  EXPECT_TRUE(has_line(first, "yuqing_topic_opposed_posts_total{topic=\"more_50\"} 0"));
  EXPECT_FALSE(has_line(first, "yuqing_topic_opposed_posts_total{topic=\"more_399\"} 0"));
  const auto left_out = [](const std::string& page) {
    const std::string name =
        "yuqing_series_dropped_total{family=\"yuqing_topic_opposed_posts_total\"} ";
    return std::stoul(page.substr(page.find(name) + name.size()));
  };
  EXPECT_GT(left_out(first), 100u);
  EXPECT_EQ(left_out(second), 2 * left_out(first));
}

TEST(Metrics, ShowsWhatWasFoundInFixedSlots) {
  FoldFixture job;
  Batch batch;
  for (int minute = 0; minute < 60; minute++) {
    const int times = minute >= 55 ? 60 : 5;
    for (int i = 0; i < times; i++) {
      Post& post = job.add_post(batch, static_cast<std::uint64_t>(batch.posts.size() + 1),
                                kNoon + minute * 60'000);
      post.author_id = post.id % 7 + 1;
      FoldFixture::add_topic(batch, 2);
    }
  }
  job.add_post(batch, 9'999, kNoon + 60 * 60'000);
  job.fold->add(batch);

  const std::string page = job.metrics->text(true);

  for (const char* const line : {
           "yuqing_window_authors{topic=\"outage\"} 7",
           "yuqing_topic_burst_active{topic=\"outage\"} 1",
           "yuqing_topic_burst_severity{topic=\"outage\"} 10",
           "yuqing_topic_burst_start_timestamp_seconds{topic=\"outage\"} 1737953700",
           "yuqing_topic_burst_expected_posts{topic=\"outage\"} 5",
           "yuqing_topic_burst_active{topic=\"ai_heroes\"} 0",
           "yuqing_topic_burst_start_timestamp_seconds{topic=\"ai_heroes\"} 0",
           "yuqing_topic_sentiment_shift{topic=\"outage\",bound=\"estimate\"} 0",
           "yuqing_topic_sentiment_shift{topic=\"ai_heroes\",bound=\"low\"} Nan",
           "yuqing_topic_sentiment_shift_active{topic=\"all\"} 0",
           "yuqing_hashtag_posts{topic=\"all\",rank=\"10\"} 0",
           "yuqing_rising_term_posts{topic=\"outage\",rank=\"5\"} 0",
       }) {
    EXPECT_TRUE(has_line(page, line)) << line;
  }
  EXPECT_EQ(page.find("topic=\"outage\",rank=\"6\""), std::string::npos);
}

TEST(Metrics, LagOfAPartitionIsTheAgeOfItsNewestRecordWhileMoreWait) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  batch.records.back().log_time_ms = kNoon;
  batch.ends.push_back({.lane = job.lane, .end = 2});
  job.fold->add(batch);

  const std::string behind = job.metrics->text(true);
  batch.clear();
  batch.ends.push_back({.lane = job.lane, .end = 1});
  job.fold->add(batch);
  const std::string level = job.metrics->text(true);

  EXPECT_TRUE(has_line(level, "yuqing_source_lag_seconds{partition=\"0\"} 0"));
  EXPECT_FALSE(has_line(behind, "yuqing_source_lag_seconds{partition=\"0\"} 0"));
}

TEST(Metrics, ShowsHowManyBatchesAreOnTheirWay) {
  const FoldFixture job;
  job.metrics->show_batches_limit(8);
  job.metrics->batch_begun();
  job.metrics->batch_begun();
  job.metrics->batch_done();

  const std::string page = job.metrics->text(true);

  EXPECT_TRUE(has_line(page, "yuqing_batches_in_flight 1"));
  EXPECT_TRUE(has_line(page, "yuqing_batches_limit 8"));
}

}  // namespace
}  // namespace yuqing
