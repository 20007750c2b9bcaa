#include "pipeline/metrics.h"

#include <gtest/gtest.h>

#include "pipeline/metrics_catalogue.h"
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

}  // namespace
}  // namespace yuqing
