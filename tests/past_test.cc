// The manual of what was said over time.
#include "pipeline/past.h"

#include <gtest/gtest.h>

#include "tests/fixture.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kNoon = 1'737'950'400'000;
constexpr Tag kHeroes = 1;

Windowing ten_minutes(bool keep = false) {
  return {.size = 1min, .lateness = 10min, .ids = 10'000, .retractable = 1000, .keep = keep};
}

// One post in each of so many minutes from noon on, every other of ai_heroes.
void add_minutes(FoldFixture& job, std::int64_t minutes, std::int64_t settled_each) {
  for (std::int64_t i = 0; i < minutes; i++) {
    Batch batch;
    Post& post = job.add_post(batch, static_cast<std::uint64_t>(i + 1), kNoon + i * kMinute);
    post.sentiment = static_cast<Sentiment>(i % 3);
    if (i % 2 == 0) {
      FoldFixture::add_topic(batch, kHeroes);
    }
    job.fold->add(batch);
    if (i % settled_each == 0) {
      job.fold->settle();
    }
  }
}

TEST(Past, IsTheSameWhetherAWindowIsHeldOrInTheHistory) {
  FoldFixture keeping(ten_minutes(true));
  FoldFixture forgetting(ten_minutes());
  FoldFixture seldom(ten_minutes());

  add_minutes(keeping, 100, 1);
  add_minutes(forgetting, 100, 1);
  add_minutes(seldom, 100, 37);

  EXPECT_EQ(keeping.state().history.windows().size(), 0u);
  EXPECT_GT(forgetting.state().history.windows().size(), 80u);
  const auto past = merged_past(*keeping.lanes);
  ASSERT_EQ(past.at(kAllPosts).size(), 100u);
  ASSERT_EQ(past.at(kHeroes).size(), 50u);
  EXPECT_EQ(past[kHeroes][1].start_ms, kNoon + 2 * kMinute);
  EXPECT_EQ(past[kHeroes][1].sums, (Past{.posts = 1, .negative = 0, .neutral = 0, .positive = 1}));
  EXPECT_EQ(merged_past(*forgetting.lanes), past);
  EXPECT_EQ(merged_past(*seldom.lanes), past);
}

TEST(Past, ReachesBackTheSameWhetherAWindowIsHeldOrInTheHistory) {
  FoldFixture keeping(ten_minutes(true));
  FoldFixture forgetting(ten_minutes());

  add_minutes(keeping, kHistory + 50, 500);
  add_minutes(forgetting, kHistory + 50, 7);

  const auto past = merged_past(*keeping.lanes);
  ASSERT_EQ(past.at(kAllPosts).size(), static_cast<std::size_t>(kHistory));
  EXPECT_EQ(past[kAllPosts].front().start_ms, kNoon + 50 * kMinute);
  EXPECT_EQ(merged_past(*forgetting.lanes), past);
  EXPECT_LE(forgetting.state().history.windows().size(), static_cast<std::size_t>(kHistory));
}

TEST(Past, GoesOnAfterARestart) {
  FoldFixture whole(ten_minutes());
  FoldFixture restarted(ten_minutes());
  add_minutes(whole, 60, 7);

  add_minutes(restarted, 60, 5);
  restarted.fold->settle();
  restarted.restart();

  EXPECT_GT(restarted.state().history.windows().size(), 40u);
  EXPECT_EQ(merged_past(*restarted.lanes), merged_past(*whole.lanes));
}

TEST(Past, AddsLanesUp) {
  FoldFixture job(ten_minutes());
  add_minutes(job, 40, 1);
  const auto once = merged_past(*job.lanes);
  const std::uint32_t other = job.lanes->open({.source = "posts", .partition = 1});
  (*job.lanes)[other].history = job.state().history;
  (*job.lanes)[other].windows = job.state().windows;
  (*job.lanes)[other].newest_event_ms = job.state().newest_event_ms;

  const auto twice = merged_past(*job.lanes);

  ASSERT_EQ(twice.at(kHeroes).size(), once.at(kHeroes).size());
  for (std::size_t i = 0; i < once[kHeroes].size(); i++) {
    EXPECT_EQ(twice[kHeroes][i].sums.posts, 2 * once[kHeroes][i].sums.posts);
  }
}

TEST(Past, IsNotRememberedWithoutAnalytics) {
  Windowing windowing = ten_minutes();
  windowing.analytics = false;
  FoldFixture job(windowing);

  add_minutes(job, 40, 1);

  EXPECT_TRUE(job.state().history.windows().empty());
  EXPECT_TRUE(job.state().trends.stretches().empty());
  EXPECT_TRUE(
      job.state().windows.begin()->second.cells.at(0).examples.of(Sentiment::positive).empty());
}

}  // namespace
}  // namespace yuqing
