#include "pipeline/pipeline.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "pipeline/errors.h"
#include "pipeline/snapshot.h"
#include "tests/fixture.h"

namespace yuqing {
namespace {

constexpr std::int64_t kNoon = 1'737'950'400'000;

// Gives records with the offsets 0, 1, 2, ... and ends epochs where it is told to.
class NumberSource final : public Source {
 public:
  explicit NumberSource(std::int64_t records) : records_(records) {}

  void begin_epoch(Lanes& lanes) override {
    epochs++;
    lane_ = epochs == 1 ? lanes.open({.source = "numbers", .partition = 0}) : lane_;
  }
  Filled fill(Batch& batch) override {
    batch.filled_at = std::chrono::steady_clock::now();
    for (int i = 0; i < 10 && next_ < records_; i++) {
      batch.append({.lane = lane_, .offset = next_++}, "x");
    }
    if (next_ == records_) {
      return Filled::finished;
    }
    if (next_ == calls_at) {
      call();
    }
    return next_ % epoch_every == 0 ? Filled::epoch_over : Filled::more;
  }
  void commit(std::span<const Position> positions) override {
    committed = positions.empty() ? kNoOffset : positions[0].next;
  }

  std::int64_t epoch_every = INT64_MAX;
  int epochs = 0;
  std::int64_t calls_at = -1;
  std::function<void()> call;  // when that many records were given
  std::int64_t committed = kNoOffset;

 private:
  const std::int64_t records_;
  std::int64_t next_ = 0;
  std::uint32_t lane_ = 0;
};

// One post for each record; its id is the offset.
class OnePostEach final : public Operator {
 public:
  void apply(Batch& batch) const override {
    for (std::size_t i = 0; i < batch.records.size(); i++) {
      if (batch.records[i].offset == fails_at) {
        throw std::runtime_error("broken");
      }
      Post post;
      post.record = static_cast<std::uint32_t>(i);
      post.id = static_cast<std::uint64_t>(batch.records[i].offset);
      post.time_ms = kNoon + batch.records[i].offset;
      post.score = score;
      batch.posts.push_back(post);
    }
  }

  std::int64_t fails_at = -1;
  std::int16_t score = 0;
};

struct Trial {
  explicit Trial(std::int64_t records) : source(records) {
    lanes = std::make_unique<Lanes>(Windowing(), tags, &store);
    metrics = std::make_unique<Metrics>(*lanes);
    fold = std::make_unique<Fold>(Fold::Parts{
        .lanes = *lanes, .source = source, .metrics = *metrics, .store = &store, .sinks = {}});
  }

  void run(int threads, std::int64_t fails_at = -1, const std::stop_token& stop = {}) {
    auto work = std::make_unique<OnePostEach>();
    work->fails_at = fails_at;
    std::vector<Stage> stages;
    stages.push_back({.name = "parse", .work = std::move(work)});
    run_pipeline({.source = source,
                  .stages = stages,
                  .fold = *fold,
                  .lanes = *lanes,
                  .metrics = *metrics,
                  .machine = {.threads = threads},
                  .handover = &handover,
                  .due = due},
                 stop);
  }

  // Hands over, at that record, a stage whose posts have score 1000 and a topic that is new.
  void hand_over_at(std::int64_t record) {
    source.calls_at = record;
    source.call = [this] {
      Successor successor;
      auto work = std::make_unique<OnePostEach>();
      work->score = 1000;
      successor.stages.push_back({.name = "parse", .work = std::move(work)});
      successor.tags.intern("new");
      successor.scoring = 7;
      successor.is_taken_over = [this] { taken_over_at = (*lanes)[0].next; };
      handover.put(std::move(successor));
    };
  }

  NumberSource source;
  Handover handover;
  Due due;
  std::int64_t taken_over_at = kNoOffset;
  TagTable tags;
  MemoryStore store;
  std::unique_ptr<Lanes> lanes;
  std::unique_ptr<Metrics> metrics;
  std::unique_ptr<Fold> fold;
};

TEST(Pipeline, FoldsEveryRecordOnceOnAnyNumberOfThreads) {
  for (const int threads : {1, 2, 5}) {
    Trial job(10'005);

    job.run(threads);

    EXPECT_EQ((*job.lanes)[0].counters.counted(), 10'005u);
    EXPECT_EQ((*job.lanes)[0].next, 10'005);
  }
}

TEST(Pipeline, AsksBeforeEachBatchIsFoldedWhenItsNewestPostIsDue) {
  Trial job(30);
  std::vector<std::pair<std::int64_t, std::int64_t>> asked;  // event time, records folded so far
  job.due = [&](std::int64_t event_ms, Moment now) {
    asked.emplace_back(event_ms - kNoon, std::max<std::int64_t>((*job.lanes)[0].next, 0));
    return now;
  };

  job.run(3);

  const std::vector<std::pair<std::int64_t, std::int64_t>> expected = {{9, 0}, {19, 10}, {29, 20}};
  EXPECT_EQ(asked, expected);
  EXPECT_EQ((*job.lanes)[0].next, 30);
}

TEST(Pipeline, AStopEndsTheWaitAndCountsWhatIsInFlight) {
  Trial job(100);
  std::stop_source stop;
  job.due = [&](std::int64_t, Moment now) {
    stop.request_stop();
    return now + std::chrono::hours(1);
  };

  job.run(1, -1, stop.get_token());

  EXPECT_GT((*job.lanes)[0].next, 0);
  EXPECT_LT((*job.lanes)[0].next, 100);
}

TEST(Pipeline, DrainsAndMakesEverythingDurableBetweenTwoEpochs) {
  Trial job(100);
  job.source.epoch_every = 50;

  job.run(2);

  EXPECT_EQ(job.source.epochs, 2);
  EXPECT_EQ(job.source.committed, 100);
  EXPECT_EQ(job.store.saved.begin()->second.size(), 2u);
}

TEST(Pipeline, RethrowsWhatAStageThrewAfterAnExactPrefix) {
  Trial job(1000);

  EXPECT_THROW(job.run(2, 505), std::runtime_error);

  const Lane& lane = (*job.lanes)[0];
  EXPECT_LE(lane.next, 505);
  EXPECT_EQ(lane.counters.counted(),
            static_cast<std::uint64_t>(std::max<std::int64_t>(lane.next, 0)));
}

TEST(Pipeline, TakesASuccessorOverAtOneOffsetAndLosesNothing) {
  for (const int threads : {1, 2, 5}) {
    Trial job(10'000);
    job.hand_over_at(5'000);

    job.run(threads);

    const Lane& lane = (*job.lanes)[0];
    EXPECT_EQ(job.taken_over_at, 5'000);
    EXPECT_EQ(lane.counters.counted(), 10'000u);
    EXPECT_EQ(lane.totals[kAllPosts].score_positive, 5'000u * 1000);
    EXPECT_EQ(lane.totals.size(), 2u);
    EXPECT_EQ(lane.scoring, 7u);
  }
}

TEST(Pipeline, MakesEverythingDurableUnderTheOldScoringBeforeItTakesASuccessorOver) {
  Trial job(100);
  job.hand_over_at(50);
  job.fold->adopt(3);

  job.run(2);

  const std::vector<std::string>& saved = job.store.saved.begin()->second;
  ASSERT_EQ(saved.size(), 2u);
  std::string damage;
  const LaneKey key{.source = "numbers", .partition = 0};
  const auto before = decode_lane(saved[1], key, {}, job.lanes->tags(), damage);
  const auto after = decode_lane(saved[0], key, {}, job.lanes->tags(), damage);
  EXPECT_EQ(before->next, 50);
  EXPECT_EQ(before->scoring, 3u);
  EXPECT_EQ(after->next, 100);
  EXPECT_EQ(after->scoring, 7u);
}

TEST(Pipeline, DoesNotAskTheSourceForPartitionsWhenASuccessorComes) {
  Trial job(100);
  job.hand_over_at(50);

  job.run(2);

  EXPECT_EQ(job.source.epochs, 1);
}

TEST(Pipeline, TakesOnlyTheNewestOfTwoSuccessorsThatWait) {
  Trial job(100);
  int taken = 0;
  for (const std::uint64_t scoring : {1, 2}) {
    Successor successor;
    successor.scoring = scoring;
    successor.is_taken_over = [&taken] { taken++; };
    job.handover.put(std::move(successor));
  }

  job.run(1);

  EXPECT_EQ(taken, 1);
  EXPECT_EQ((*job.lanes)[0].scoring, 2u);
}

TEST(Pipeline, StopsBeforeTheNextBatchWhenItIsAskedTo) {
  Trial job(1000);
  std::stop_source stop;
  stop.request_stop();

  job.run(2, -1, stop.get_token());

  EXPECT_EQ((*job.lanes)[0].counters.consumed, 0u);
}

}  // namespace
}  // namespace yuqing
