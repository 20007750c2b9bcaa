#include "pipeline/trends.h"

#include <gtest/gtest.h>

#include "pipeline/lanes.h"

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kTen = kTrendWindows * kMinute;
constexpr std::int64_t kNoon = 1'737'950'400'000;
constexpr Tag kHeroes = 1;
constexpr std::uint64_t kGuohuo = 77;

// Posts of a topic with one hashtag and one term.
struct Posts {
  Posts() {
    batch.chars.assign({u'国', u'货'});
    batch.hashtags.push_back({.key = kGuohuo, .text = {.begin = 0, .size = 2}});
    batch.terms.push_back({.key = std::uint64_t{u'国'} << 16 | u'货', .text = {}});
    batch.tags.push_back(kHeroes);
    post.topics = {.begin = 0, .size = 1};
    post.hashtags = {.begin = 0, .size = 1};
    post.terms = {.begin = 0, .size = 1};
  }
  void add_to(Trends& trends, std::int64_t time_ms, std::int64_t newest_ms, bool sampled = false) {
    post.time_ms = time_ms;
    post.terms_sampled = sampled;
    trends.add(post, batch, kMinute, newest_ms);
  }

  Batch batch;
  Post post;
};

std::vector<std::int64_t> starts_of(const Trends& trends) {
  std::vector<std::int64_t> starts;
  for (const auto& [start, stretch] : trends.stretches()) {
    starts.push_back(start);
  }
  return starts;
}

TEST(Trends, CountHashtagsOfAllPostsAndOfEachTopic) {
  Trends trends;
  Posts posts;

  posts.add_to(trends, kNoon, kNoon);
  posts.add_to(trends, kNoon + 9 * kMinute, kNoon + 9 * kMinute);

  const TrendStretch& stretch = trends.stretches().at(kNoon);
  for (const Tag tag : {kAllPosts, kHeroes}) {
    ASSERT_NE(stretch.find(tag), nullptr);
    EXPECT_EQ(stretch.find(tag)->posts, 2u);
    EXPECT_EQ(stretch.find(tag)->hashtags.posts(kGuohuo), 2u);
    EXPECT_EQ(stretch.find(tag)->hashtags.largest(1).at(0).text, "国货");
  }
  EXPECT_EQ(stretch.find(2), nullptr);
}

TEST(Trends, CountTermsOfSampledPostsOnly) {
  Trends trends;
  Posts posts;

  posts.add_to(trends, kNoon, kNoon, true);
  posts.add_to(trends, kNoon, kNoon, false);

  const Trend* const all = trends.stretches().at(kNoon).find(kAllPosts);
  EXPECT_EQ(all->posts, 2u);
  EXPECT_EQ(all->sampled, 1u);
  ASSERT_EQ(all->terms.largest(9).size(), 1u);
  EXPECT_EQ(all->terms.largest(9).at(0).text, "国货");
  EXPECT_EQ(all->terms.largest(9).at(0).posts, 1u);
}

TEST(Trends, KeepTheNewestStretchesOfEventTime) {
  Trends trends;
  Posts posts;
  for (int i = 0; i < 20; i++) {
    posts.add_to(trends, kNoon + i * kTen, kNoon + i * kTen);
  }

  EXPECT_EQ(starts_of(trends).size(), static_cast<std::size_t>(kTrendStretches));
  EXPECT_EQ(starts_of(trends).front(), kNoon + 13 * kTen);
  EXPECT_EQ(starts_of(trends).back(), kNoon + 19 * kTen);
}

TEST(Trends, CountALatePostInItsOwnStretchWhileThatIsKept) {
  Trends trends;
  Posts posts;
  const std::int64_t newest = kNoon + 6 * kTen;
  posts.add_to(trends, newest, newest);

  posts.add_to(trends, kNoon, newest);
  posts.add_to(trends, kNoon - 1, newest);

  EXPECT_EQ(starts_of(trends), (std::vector<std::int64_t>{kNoon, newest}));
}

TEST(Trends, CountNoPostThatIsAheadOfEventTime) {
  Trends trends;
  Posts posts;

  posts.add_to(trends, kNoon + kTen, kNoon);

  EXPECT_TRUE(trends.stretches().empty());
}

TEST(Trends, AreWhatTheLastStretchesHoldWheneverSomebodyLooks) {
  Trends late;
  Posts posts;
  for (int i = 0; i < 9; i++) {
    posts.add_to(late, kNoon + i * kTen, kNoon + i * kTen);
  }
  Trends early;
  for (int i = 8; i >= 2; i--) {
    posts.add_to(early, kNoon + i * kTen, kNoon + 8 * kTen);
  }

  EXPECT_EQ(starts_of(early), starts_of(late));
}

TEST(Trends, OfSeveralLanesAndStretchesAreAddedUp) {
  TagTable tags;
  tags.intern("ai_heroes");
  Lanes lanes({.size = std::chrono::minutes(1)}, tags, nullptr);
  Posts posts;
  for (const std::int32_t partition : {0, 1}) {
    Lane& lane = lanes[lanes.open({.source = "posts", .partition = partition})];
    for (int i = 0; i < 3; i++) {
      posts.add_to(lane.trends, kNoon + i * kTen, kNoon + i * kTen, i == 0);
    }
  }

  const Trend sum = merged_trend(lanes, kHeroes, kNoon, kNoon + 2 * kTen);

  EXPECT_EQ(sum.posts, 4u);
  EXPECT_EQ(sum.sampled, 2u);
  EXPECT_EQ(sum.hashtags.posts(kGuohuo), 4u);
  EXPECT_EQ(merged_trend(lanes, kHeroes, kNoon + 5 * kTen, kNoon + 9 * kTen).posts, 0u);
  EXPECT_EQ(trend_starts(lanes),
            (std::vector<std::int64_t>{kNoon, kNoon + kTen, kNoon + 2 * kTen}));
}

// The bound of all posts is 1,024, of a topic 128.
TEST(Trends, CountHashtagsExactlyUpToTheBound) {
  Trends trends;
  Posts posts;
  for (std::uint64_t key = 1; key <= 1024; key++) {
    posts.batch.hashtags[0].key = key;
    posts.add_to(trends, kNoon, kNoon);
  }

  const TrendStretch& stretch = trends.stretches().at(kNoon);
  EXPECT_EQ(stretch.find(kAllPosts)->hashtags.lost(), 0u);
  EXPECT_EQ(stretch.find(kAllPosts)->hashtags.size(), 1024u);
  EXPECT_GT(stretch.find(kHeroes)->hashtags.lost(), 0u);
  EXPECT_LE(stretch.find(kHeroes)->hashtags.size(), 128u);
}

}  // namespace
}  // namespace yuqing
