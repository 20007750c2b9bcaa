// What the analytics keep is a function of the log: neither the cuts of batches nor a restart at
// any record change it.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "pipeline/past.h"
#include "pipeline/snapshot.h"
#include "tests/fixture.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kNoon = 1'737'950'400'000;
constexpr std::size_t kPosts = 400;

Windowing ten_minutes() {
  return {.size = 1min, .lateness = 10min, .ids = 10'000, .retractable = 1000};
}

// Post i of a log of some hours: some late, some edited, some removed, some without words.
void add_one(FoldFixture& job, Batch& batch, std::size_t i) {
  std::mt19937_64 dice(i);
  const bool again = dice() % 10 == 0 && i > 5;
  const std::uint64_t id = again ? i - dice() % 5 : i + 1;
  const auto minutes = static_cast<std::int64_t>(i / 2 - dice() % 15 * (dice() % 4 == 0 ? 1 : 0));
  Post& post = job.add_post(batch, id, kNoon + minutes * kMinute);
  if (again && dice() % 2 == 0) {
    post.verdict = Verdict::deleted;
    return;
  }
  post.change = again ? Change::update : Change::add;
  post.author_id = 1 + dice() % 50;
  post.kind = static_cast<Kind>(dice() % kKinds);
  post.sentiment = static_cast<Sentiment>(dice() % 3);
  post.gist = is_opinion(post.kind) ? dice() % 3 * 0x1234567890ABCDEF * (1 + dice() % 20) : 0;
  post.terms_sampled = dice() % 4 == 0;
  const auto at = [](const auto& items) { return static_cast<std::uint32_t>(items.size()); };
  post.hashtags.begin = at(batch.hashtags);
  post.terms.begin = at(batch.terms);
  for (std::uint64_t word = dice() % 3; word > 0; word--) {
    const std::uint64_t key = 1 + dice() % 200;
    batch.chars.push_back(static_cast<char16_t>(u'一' + key));
    batch.hashtags.push_back({.key = key, .text = {.begin = at(batch.chars) - 1, .size = 1}});
    batch.terms.push_back({.key = u'一' + key, .text = {}});
    post.hashtags.size++;
    post.terms.size += post.terms_sampled ? 1 : 0;
  }
  for (Tag tag = 1; tag <= 2; tag++) {
    if (dice() % 2 == 0) {
      FoldFixture::add_topic(batch, tag);
    }
  }
  if (dice() % 3 == 0) {
    FoldFixture::add_opinion(batch, 3, static_cast<Sentiment>(dice() % 3));
  }
}

// The log in batches of so many posts.
void fold_all(FoldFixture& job, std::size_t begin, std::size_t end, std::size_t in_batch) {
  for (std::size_t i = begin; i < end; i += in_batch) {
    Batch batch;
    for (std::size_t j = i; j < std::min(end, i + in_batch); j++) {
      add_one(job, batch, j);
    }
    job.fold->add(batch);
  }
}

// Everything that the lane knows, as bytes.
std::string state_of(FoldFixture& job) {
  job.fold->settle();
  return encode_lane(job.state(), job.windowing, job.tags);
}

TEST(FoldAnalytics, DoNotDependOnTheCutsOfBatches) {
  FoldFixture one(ten_minutes());
  fold_all(one, 0, kPosts, 1);
  const std::string state = state_of(one);
  ASSERT_GT(one.state().history.windows().size(), 50u);
  ASSERT_EQ(one.state().trends.stretches().size(), static_cast<std::size_t>(kTrendStretches));

  for (const std::size_t in_batch : {2U, 7U, 64U, 400U}) {
    FoldFixture job(ten_minutes());
    fold_all(job, 0, kPosts, in_batch);
    EXPECT_EQ(state_of(job), state) << in_batch;
  }
}

TEST(FoldAnalytics, DoNotDependOnARestartAtAnyRecord) {
  FoldFixture whole(ten_minutes());
  fold_all(whole, 0, kPosts, 16);
  const std::string state = state_of(whole);

  for (std::size_t cut = 0; cut <= kPosts; cut++) {
    FoldFixture job(ten_minutes());
    fold_all(job, 0, cut, 16);
    job.fold->settle();
    job.restart();
    fold_all(job, cut, kPosts, 16);
    ASSERT_EQ(state_of(job), state) << cut;
  }
}

TEST(FoldAnalytics, CountTextsOnceAndTakeWordlessPostsBack) {
  FoldFixture job(ten_minutes());
  Batch batch;
  for (std::uint64_t id = 1; id <= 6; id++) {
    job.add_post(batch, id, kNoon).gist = id <= 4 ? 99 : 0;
  }
  job.fold->add(batch);
  const TaggedCell& all = job.state().windows.at(kNoon).cells.at(0);
  EXPECT_EQ(all.texts(), 3u);

  Batch removal;
  job.add_post(removal, 6, kNoon).verdict = Verdict::deleted;
  job.fold->add(removal);

  EXPECT_EQ(all.cell.opinions(), 5u);
  EXPECT_EQ(all.texts(), 2u);
}

TEST(FoldAnalytics, KeepTheGistOfEveryFormWhateverCameFirst) {
  const auto texts = [](bool edited_first) {
    FoldFixture job(ten_minutes());
    Batch batch;
    for (const bool edited : {edited_first, !edited_first}) {
      Post& post = job.add_post(batch, 1, kNoon);
      post.gist = edited ? 0xFFFFFFFFFFFFFFFF : 0x1111111111111111;
      post.sentiment = edited ? Sentiment::negative : Sentiment::positive;
      post.change = edited ? Change::update : Change::add;
    }
    job.add_post(batch, 2, kNoon).gist = 0x7777777777777777;
    job.add_post(batch, 3, kNoon).gist = 0;
    job.fold->add(batch);
    return job.state().windows.at(kNoon).cells.at(0);
  };

  const TaggedCell in_order = texts(false);
  const TaggedCell reversed = texts(true);

  EXPECT_EQ(in_order.gists, reversed.gists);
  EXPECT_EQ(in_order.examples, reversed.examples);
  EXPECT_EQ(in_order.gists.texts(), 4u);
  EXPECT_EQ(in_order.texts(), 3u) << "no more than there are posts";
}

TEST(FoldAnalytics, ShowPostsUnderWhatTheyThinkOfAnEntity) {
  FoldFixture job(ten_minutes());
  Batch batch;
  job.add_post(batch, 7, kNoon).sentiment = Sentiment::positive;
  FoldFixture::add_opinion(batch, 3, Sentiment::negative);
  job.add_post(batch, 8, kNoon).kind = Kind::repost_bare;

  job.fold->add(batch);

  const Cells& cells = job.state().windows.at(kNoon).cells;
  EXPECT_EQ(cells.at(0).examples.of(Sentiment::positive).size(), 1u);
  EXPECT_TRUE(cells.at(0).examples.of(Sentiment::neutral).empty()) << "no opinion, no example";
  EXPECT_EQ(cells.at(1).examples.of(Sentiment::negative).size(), 1u);
}

}  // namespace
}  // namespace yuqing
