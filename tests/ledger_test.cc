// The manual of what can be taken back.
#include "pipeline/ledger.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace yuqing {
namespace {

// A post with `topics` topics, all of whose facts follow from its id.
Post post_of(std::uint64_t id, Batch& batch, std::size_t topics) {
  Post post;
  post.id = id;
  post.reach = id * 3;
  post.score = static_cast<std::int16_t>(static_cast<int>(id % 2001) - 1000);
  post.kind = static_cast<Kind>(id % kKinds);
  post.sentiment = static_cast<Sentiment>(id % kSentiments);
  post.emotion = static_cast<Emotion>(id % kEmotions);
  post.has_quoted = id % 7 == 0;
  post.quoted_sentiment = static_cast<Sentiment>(id / 3 % kSentiments);
  post.opposed = id % 5 == 0;
  post.truncated = id % 11 == 0;
  post.precision = id % 13 == 0 ? TimePrecision::minute : TimePrecision::second;
  post.author_id = id % 17;
  post.topics = {.begin = static_cast<std::uint32_t>(batch.tags.size()),
                 .size = static_cast<std::uint32_t>(topics)};
  for (std::size_t i = 0; i < topics; i++) {
    batch.tags.push_back(static_cast<Tag>(1 + i));
  }
  post.opinions = {.begin = static_cast<std::uint32_t>(batch.opinions.size()), .size = 1};
  batch.opinions.push_back({.entity = 4095, .sentiment = post.sentiment});
  return post;
}

TEST(Ledger, TakesOutExactlyWhatAPostAdded) {
  Batch batch;
  Ledger ledger(1000);
  Window window;
  Window without;
  for (std::uint64_t id = 1; id <= 600; id++) {
    const Post post = post_of(id, batch, id % 4);
    window.add(post, batch);
    ledger.add(post, batch, 0, false);
    if (id % 3 != 0) {
      without.add(post, batch);
    }
  }

  for (std::uint64_t id = 3; id <= 600; id += 3) {
    Contribution* const found = ledger.find(id);
    ASSERT_NE(found, nullptr);
    ASSERT_TRUE(found->held);
    ledger.take_out(*found, window);
    EXPECT_FALSE(ledger.find(id)->held);
  }

  ASSERT_EQ(window.cells.size(), 5u);
  for (const TaggedCell& tagged : window.cells) {
    EXPECT_EQ(tagged.cell, without.cells[tagged.tag].cell) << tagged.tag;
  }
}

TEST(Ledger, ForgetsTheOldestWhenItIsFull) {
  Batch batch;
  Ledger ledger(2);
  ledger.add(post_of(1, batch, 3), batch, 0, false);
  ledger.add(post_of(2, batch, 3), batch, 0, false);

  ledger.add(post_of(3, batch, 3), batch, 0, false);

  EXPECT_EQ(ledger.size(), 2u);
  EXPECT_EQ(ledger.find(1), nullptr);
  EXPECT_EQ(ledger.at(0).id, 2u);
  EXPECT_EQ(ledger.find(3), &ledger.at(1));
}

TEST(Ledger, HoldsNothingWithABoundOfZero) {
  Batch batch;
  Ledger ledger(0);

  ledger.add(post_of(1, batch, 3), batch, 0, false);
  ledger.await(2);

  EXPECT_EQ(ledger.find(1), nullptr);
  EXPECT_EQ(ledger.find(2), nullptr);
  EXPECT_FALSE(ledger.awaits_any());
}

TEST(Ledger, KnowsHowManyPostsAreAwaited) {
  Batch batch;
  Ledger ledger(2);
  ledger.await(1);
  EXPECT_TRUE(ledger.awaits_any());

  ledger.arrived(*ledger.find(1));
  EXPECT_FALSE(ledger.awaits_any());

  ledger.await(2);
  ledger.add(post_of(3, batch, 1), batch, 0, false);
  ledger.add(post_of(4, batch, 1), batch, 0, false);
  EXPECT_FALSE(ledger.awaits_any());
}

// Beside a map that remembers everything, asked from the first post on or only late.
TEST(Ledger, FindsTheNewestOfEveryIdThatItHolds) {
  for (const std::size_t asked_from : {0U, 700U}) {
    Batch batch;
    Ledger ledger(100);
    std::map<std::uint64_t, std::size_t> last;
    std::mt19937_64 dice(1);
    for (std::size_t turn = 0; turn < 3000; turn++) {
      const std::uint64_t id = dice() % 300 * (std::uint64_t{1} << 40);
      ledger.add(post_of(id, batch, dice() % 5), batch, static_cast<std::int64_t>(turn), false);
      last[id] = turn;
      const std::uint64_t asked = dice() % 300 * (std::uint64_t{1} << 40);
      if (turn < asked_from) {
        continue;
      }
      const Contribution* const found = ledger.find(asked);
      const bool held = last.contains(asked) && last[asked] + 100 > turn;
      ASSERT_EQ(found != nullptr, held) << turn;
      ASSERT_TRUE(!held || found->start == static_cast<std::int64_t>(last[asked])) << turn;
    }
  }
}

}  // namespace
}  // namespace yuqing
