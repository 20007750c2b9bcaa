// The manual of posts that are deleted, edited or come again.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "tests/fixture.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kNoon = 1'737'950'400'000;
constexpr std::int64_t kMinute = 60'000;
constexpr Tag kHeroes = 1;
constexpr Tag kOutage = 2;
constexpr Tag kDeepseek = 3;

Windowing ten_minutes() {
  return {.size = 1min, .lateness = 10min, .ids = 1000, .retractable = 1000};
}

void add_first(FoldFixture& job, Batch& batch, std::uint64_t id, std::int64_t time_ms = kNoon) {
  Post& post = job.add_post(batch, id, time_ms);
  post.reach = 7;
  post.score = -300;
  post.sentiment = Sentiment::negative;
  post.author_id = 1000 + id;
  FoldFixture::add_topic(batch, kHeroes);
  FoldFixture::add_opinion(batch, kDeepseek, Sentiment::negative);
}

// The author has thought again.
void add_edited(FoldFixture& job, Batch& batch, std::uint64_t id, std::int64_t time_ms = kNoon) {
  Post& post = job.add_post(batch, id, time_ms);
  post.change = Change::update;
  post.reach = 9;
  post.score = 400;
  post.sentiment = Sentiment::positive;
  post.author_id = 1000 + id;
  FoldFixture::add_topic(batch, kOutage);
}

void add_removal(FoldFixture& job, Batch& batch, std::uint64_t id,
                 Verdict verdict = Verdict::deleted) {
  job.add_post(batch, id, 0).verdict = verdict;
}

// Tag -> sums and authors of the window at noon.
std::map<Tag, std::pair<Cell, std::uint64_t>> at_noon(const FoldFixture& job) {
  std::map<Tag, std::pair<Cell, std::uint64_t>> cells;
  const auto found = job.state().windows.find(kNoon);
  if (found != job.state().windows.end()) {
    for (const TaggedCell& tagged : found->second.cells) {
      cells[tagged.tag] = {tagged.cell, tagged.authors.count()};
    }
  }
  return cells;
}

void expect_conservation(const FoldFixture& job) {
  const Counters& counters = job.state().counters;
  EXPECT_EQ(counters.consumed, counters.counted() + counters.late + counters.duplicate +
                                   counters.rejected() + counters.filtered());
  std::uint64_t in_windows = 0;
  for (const auto& [start, window] : job.state().windows) {
    in_windows += window.cells.at(0).cell.total();
  }
  EXPECT_EQ(in_windows, counters.counted() - counters.retracted);
}

std::uint64_t count_of(const FoldFixture& job, Verdict verdict) {
  return job.state().counters.verdicts[static_cast<std::size_t>(verdict)];
}

TEST(FoldChanges, ADeletedPostIsTakenBackFromItsWindowButNotFromTheTotals) {
  FoldFixture job(ten_minutes());
  Batch batch;
  add_first(job, batch, 1);
  add_first(job, batch, 2);
  add_removal(job, batch, 1);

  job.fold->add(batch);

  EXPECT_EQ(job.witness.fates.back().second, Fate::retracted);
  const auto cells = at_noon(job);
  EXPECT_EQ(cells.at(kAllPosts).first.total(), 1u);
  EXPECT_EQ(cells.at(kHeroes).first.score_negative, 300u);
  EXPECT_EQ(cells.at(kDeepseek).first.posts[0], 1u);
  EXPECT_EQ(cells.at(kHeroes).second, 2u);
  EXPECT_EQ(job.state().totals[kHeroes].total(), 2u);
  EXPECT_EQ(job.state().windows.at(kNoon).version, 3);
  EXPECT_EQ(job.state().counters.retracted, 1u);
  EXPECT_EQ(count_of(job, Verdict::deleted), 1u);
  expect_conservation(job);
}

TEST(FoldChanges, ATombstoneTakesAPostBackOnceAndOneWithoutAnIdTakesNothing) {
  FoldFixture job(ten_minutes());
  Batch batch;
  add_first(job, batch, 1);
  add_removal(job, batch, 0, Verdict::tombstone);
  add_removal(job, batch, 1, Verdict::tombstone);
  add_removal(job, batch, 1, Verdict::deleted);

  job.fold->add(batch);

  EXPECT_EQ(at_noon(job).at(kAllPosts).first, Cell());
  EXPECT_EQ(job.state().counters.retracted, 1u);
  EXPECT_EQ(count_of(job, Verdict::tombstone), 2u);
  expect_conservation(job);
}

TEST(FoldChanges, AWindowThatLostItsLastPostIsWrittenOnceMoreWithZeros) {
  FoldFixture job(ten_minutes());
  Batch batch;
  add_first(job, batch, 1);
  job.fold->add(batch);
  job.fold->settle();
  job.kept.rows.clear();
  batch.clear();
  add_removal(job, batch, 1);

  job.fold->add(batch);
  job.fold->settle();

  ASSERT_EQ(job.kept.rows.size(), 3u);
  for (const KeptRow& row : job.kept.rows) {
    EXPECT_EQ(row.cell, Cell()) << row.topic;
    EXPECT_EQ(row.version, 2);
    EXPECT_EQ(row.authors, 1u);
  }
}

TEST(FoldChanges, APostThatWasDeletedBeforeItCameIsADuplicate) {
  FoldFixture job(ten_minutes());
  Batch batch;
  add_removal(job, batch, 1);
  add_first(job, batch, 1);

  job.fold->add(batch);

  EXPECT_EQ(job.witness.fates.back().second, Fate::duplicate);
  EXPECT_EQ(job.state().counters.duplicate, 1u);
  EXPECT_EQ(job.state().counters.retracted, 0u);
  expect_conservation(job);
}

TEST(FoldChanges, AFinalWindowIsNotChangedAnyMore) {
  FoldFixture job(ten_minutes());
  Batch batch;
  add_first(job, batch, 1);
  add_first(job, batch, 2);
  add_first(job, batch, 3, kNoon + 11 * kMinute);
  const auto before = [&] {
    job.fold->add(batch);
    return at_noon(job);
  }();
  batch.clear();
  add_removal(job, batch, 1);
  add_edited(job, batch, 2);

  job.fold->add(batch);

  EXPECT_EQ(at_noon(job), before);
  EXPECT_EQ(job.witness.fates.back().second, Fate::not_counted);
  EXPECT_EQ(count_of(job, Verdict::deleted), 1u);
  EXPECT_EQ(count_of(job, Verdict::edited), 1u);
  EXPECT_EQ(job.state().counters.replaced + job.state().counters.retracted, 0u);
  expect_conservation(job);
}

TEST(FoldChanges, AnEditedPostIsCountedInThePlaceOfItsEarlierForm) {
  FoldFixture job(ten_minutes());
  Batch batch;
  add_first(job, batch, 1);
  add_edited(job, batch, 1);

  job.fold->add(batch);

  EXPECT_EQ(job.witness.fates.back().second, Fate::replaced);
  const auto cells = at_noon(job);
  EXPECT_EQ(cells.at(kAllPosts).first.total(), 1u);
  EXPECT_EQ(cells.at(kAllPosts).first.score_positive, 400u);
  EXPECT_EQ(cells.at(kAllPosts).first.score_negative, 0u);
  EXPECT_EQ(cells.at(kHeroes).first, Cell());
  EXPECT_EQ(cells.at(kDeepseek).first, Cell());
  EXPECT_EQ(cells.at(kOutage).first.reach, 9u);
  EXPECT_EQ(job.state().totals[kOutage].total(), 0u);
  EXPECT_EQ(count_of(job, Verdict::edited), 1u);
  EXPECT_EQ(job.state().counters.replaced, 1u);
  expect_conservation(job);
}

TEST(FoldChanges, AnEditMayMoveAPostToAnotherWindowAndBeFollowedByMore) {
  FoldFixture job(ten_minutes());
  Batch batch;
  add_first(job, batch, 1);
  add_edited(job, batch, 1, kNoon + kMinute);
  add_edited(job, batch, 1, kNoon + 2 * kMinute);
  add_removal(job, batch, 1);

  job.fold->add(batch);

  ASSERT_EQ(job.state().windows.size(), 3u);
  expect_conservation(job);
  EXPECT_EQ(job.state().counters.replaced, 2u);
  EXPECT_EQ(job.state().counters.retracted, 1u);
}

TEST(FoldChanges, AnEditOfAPostThatIsForgottenChangesNothing) {
  FoldFixture job({.size = 1min, .lateness = 10min, .ids = 1000, .retractable = 2});
  Batch batch;
  for (std::uint64_t id = 1; id <= 3; id++) {
    add_first(job, batch, id);
  }
  add_edited(job, batch, 1);
  add_removal(job, batch, 1);

  job.fold->add(batch);

  EXPECT_EQ(at_noon(job).at(kAllPosts).first.total(), 3u);
  EXPECT_EQ(count_of(job, Verdict::edited), 1u);
  expect_conservation(job);
}

// Two posts, each with a first form, an edited one and a removal, or a part of these.
TEST(FoldChanges, EveryOrderOfAPostsFormsGivesTheSameWindows) {
  constexpr int kForms = 3;
  for (unsigned present = 1; present < 1U << kForms; present++) {
    std::vector<int> order;
    for (int form = 0; form < kForms; form++) {
      if ((present >> form & 1) != 0) {
        order.push_back(form);
      }
    }
    std::optional<std::map<Tag, std::pair<Cell, std::uint64_t>>> expected;
    do {
      FoldFixture job({.size = 1min, .lateness = std::nullopt, .ids = 1000, .retractable = 1000});
      Batch batch;
      for (const int form : order) {
        form == 0   ? add_first(job, batch, 1)
        : form == 1 ? add_edited(job, batch, 1)
                    : add_removal(job, batch, 1);
      }
      job.fold->add(batch);
      expect_conservation(job);
      expected = expected ? expected : at_noon(job);
      EXPECT_EQ(at_noon(job), *expected) << "forms " << present << ", first " << order.front();
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(FoldChanges, ARestartForgetsNothingThatCanBeTakenBack) {
  FoldFixture job(ten_minutes());
  Batch batch;
  add_first(job, batch, 1);
  add_first(job, batch, 2);
  add_removal(job, batch, 3);
  job.fold->add(batch);
  job.fold->settle();
  job.restart();
  batch.clear();
  add_removal(job, batch, 1);
  add_edited(job, batch, 2);
  add_first(job, batch, 3);

  job.fold->add(batch);

  using Seen = std::vector<std::pair<std::uint64_t, Fate>>;
  const Seen last(job.witness.fates.end() - 3, job.witness.fates.end());
  EXPECT_EQ(last, (Seen{{1, Fate::retracted}, {2, Fate::replaced}, {3, Fate::duplicate}}));
  EXPECT_EQ(at_noon(job).at(kHeroes).second, 3u);
  expect_conservation(job);
}

}  // namespace
}  // namespace yuqing
