// What the fold does with a disk that refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fixture.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kNoon = 1'737'950'400'000;  // 2025-01-27T04:00:00Z

// A job that waits for its disk, and a clock of its own.
struct WaitingFold : testing::Test {
  WaitingFold() : job({.size = 1min, .lateness = 10min, .ids = 1000}) {
    job.waits_for_disk = true;
    job.restart();
    step(0s);
  }

  void step(std::chrono::seconds later) {
    now += later;
    batch.clear();
    batch.filled_at = now;
  }
  void count(std::uint64_t id, std::int64_t time_ms) {
    job.add_post(batch, id, time_ms);
    job.fold->add(batch);
  }

  FoldFixture job;
  Batch batch;
  std::chrono::steady_clock::time_point now{1h};
};

TEST_F(WaitingFold, CountsOnAndClaimsNothingWhileTheDiskIsFull) {
  count(1, kNoon);
  job.store.full = true;
  step(11s);
  count(2, kNoon);

  EXPECT_THAT(job.health.unready(), ElementsAre(Pair("disk", HasSubstr("make room"))));
  EXPECT_THAT(job.store.load({"posts", 0}), IsEmpty());
  EXPECT_THAT(job.source.committed, IsEmpty());
  step(11s);
  count(3, kNoon);
  EXPECT_EQ(job.state().counters.counted(), 3u);
  EXPECT_THAT(job.source.committed, IsEmpty());
}

TEST_F(WaitingFold, GoesOnASecondAfterThereIsRoom) {
  count(1, kNoon);
  job.store.full = true;
  step(11s);
  count(2, kNoon);

  job.store.full = false;
  step(1s);
  count(3, kNoon);

  EXPECT_THAT(job.health.unready(), IsEmpty());
  ASSERT_EQ(job.source.committed.size(), 1u);
  EXPECT_EQ(job.source.committed[0].next, 3);
  EXPECT_EQ(job.kept.rows.back().cell.kinds[0], 3u);
  job.restart();
  EXPECT_EQ(job.state().next, 3);
}

TEST_F(WaitingFold, HoldsNoMoreWindowsThanMemoryLetsItThough) {
  count(1, kNoon);
  job.store.full = true;
  step(11s);
  count(2, kNoon);
  EXPECT_FALSE(job.fold->is_full());

  std::uint64_t windows = 1;
  while (!job.fold->is_full() && windows < 5000) {
    step(0s);
    count(2 + windows, kNoon + static_cast<std::int64_t>(windows) * kMinute);
    windows++;
  }

  EXPECT_LT(windows, 2000u);
  // Who looks after the process must not end it meanwhile: nothing would be better.
  const std::uint64_t turns = job.metrics->turns();
  EXPECT_FALSE(job.fold->try_settle());
  EXPECT_GT(job.metrics->turns(), turns);
  job.store.full = false;
  EXPECT_TRUE(job.fold->try_settle());
  EXPECT_FALSE(job.fold->is_full());
}

TEST_F(WaitingFold, EndsAJobThatStopsWithWhatIsNotDurable) {
  count(1, kNoon);
  job.store.full = true;

  EXPECT_THROW(job.fold->settle(), DiskRefuses);
}

TEST(Fold, EndsAReplayAtAFullDisk) {
  FoldFixture job;
  Batch batch;
  job.add_post(batch, 1, kNoon);
  job.fold->add(batch);
  job.store.full = true;

  EXPECT_THROW(job.fold->try_settle(), DiskRefuses);
}

}  // namespace
}  // namespace yuqing
