#include "pipeline/ids.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <set>

namespace yuqing {
namespace {

TEST(IdSet, FindsAnIdAgain) {
  IdSet ids(100);

  EXPECT_TRUE(ids.insert(5127522548373127));
  EXPECT_TRUE(ids.insert(0));
  EXPECT_FALSE(ids.insert(5127522548373127));
  EXPECT_FALSE(ids.insert(0));
  EXPECT_EQ(ids.size(), 2u);
}

TEST(IdSet, ForgetsTheOldestWhenItIsFull) {
  IdSet ids(2);
  ids.insert(1);
  ids.insert(2);

  ids.insert(3);

  EXPECT_FALSE(ids.insert(2));
  EXPECT_FALSE(ids.insert(3));
  EXPECT_TRUE(ids.insert(1));
}

TEST(IdSet, HoldsNothingWhenItsBoundIsZero) {
  IdSet ids(0);

  EXPECT_TRUE(ids.insert(1));
  EXPECT_TRUE(ids.insert(1));
}

// The model: a queue of the last 100 new ids, searched one by one.
TEST(IdSet, AgreesWithASlowModelOnAnyOrderOfInserts) {
  std::mt19937_64 random(7);
  IdSet ids(100);
  std::deque<std::uint64_t> model;
  for (int i = 0; i < 50'000; i++) {
    const std::uint64_t id = random() % 150;
    const bool is_new = std::find(model.begin(), model.end(), id) == model.end();
    if (is_new) {
      model.push_back(id);
    }
    if (model.size() > 100) {
      model.pop_front();
    }
    ASSERT_EQ(ids.insert(id), is_new) << "insert " << i;
  }
  EXPECT_EQ(ids.in_order(), std::vector<std::uint64_t>(model.begin(), model.end()));
}

TEST(IdSet, IsTheSameSetWhenItsIdsAreInsertedInOrder) {
  IdSet ids(10);
  for (std::uint64_t id = 0; id < 25; id++) {
    ids.insert(id);
  }

  IdSet copy(10);
  for (const std::uint64_t id : ids.in_order()) {
    copy.insert(id);
  }

  EXPECT_EQ(copy.in_order(), ids.in_order());
  EXPECT_TRUE(copy.insert(25));
  EXPECT_TRUE(copy.insert(15));
}

}  // namespace
}  // namespace yuqing
