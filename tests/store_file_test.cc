#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/errors.h"
#include "pipeline/lanes.h"
#include "pipeline/snapshot.h"
#include "pipeline/store.h"

namespace yuqing {
namespace {

class StoreFile : public testing::Test {
 protected:
  StoreFile() { std::filesystem::remove_all(folder_); }
  ~StoreFile() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      testing::UnitTest::GetInstance()->current_test_info()->name();
  const LaneKey key_{.source = "微博/posts", .partition = 2};
};

TEST_F(StoreFile, GivesTheLastTwoSnapshotsNewestFirst) {
  const std::unique_ptr<Store> store = make_file_store(folder_);
  for (const char* const snapshot : {"one", "two", "three"}) {
    store->save(key_, snapshot);
  }

  EXPECT_EQ(make_file_store(folder_)->load(key_), (std::vector<std::string>{"three", "two"}));
}

TEST_F(StoreFile, KnowsNothingOfALaneThatWasNeverSaved) {
  EXPECT_TRUE(make_file_store(folder_)->load(key_).empty());
}

TEST_F(StoreFile, KeepsLanesApartWhateverTheirNames) {
  const std::unique_ptr<Store> store = make_file_store(folder_);
  store->save({.source = "a-1", .partition = 1}, "first");
  store->save({.source = "a", .partition = 11}, "second");
  store->save({.source = "../a", .partition = 1}, "third");

  EXPECT_EQ(store->load({.source = "a-1", .partition = 1}).front(), "first");
  EXPECT_EQ(store->load({.source = "a", .partition = 11}).front(), "second");
  EXPECT_EQ(store->load({.source = "../a", .partition = 1}).front(), "third");
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    EXPECT_EQ(entry.path().parent_path(), folder_);
  }
}

TEST_F(StoreFile, LetsALaneGoBackToTheSnapshotBeforeADamagedOne) {
  const TagTable tags;
  const Windowing windowing;
  Lane lane;
  lane.key = key_;
  lane.totals.resize(1);
  lane.next = 10;
  const std::unique_ptr<Store> store = make_file_store(folder_);
  store->save(key_, encode_lane(lane, windowing, tags));
  std::string damaged = encode_lane(lane, windowing, tags);
  damaged[20] ^= 1;
  store->save(key_, damaged);

  Lanes lanes(windowing, tags, store.get());

  EXPECT_EQ(lanes[lanes.open(key_)].next, 10);
}

TEST_F(StoreFile, RefusesToStartAnewWhenEverySnapshotIsDamaged) {
  const TagTable tags;
  const std::unique_ptr<Store> store = make_file_store(folder_);
  store->save(key_, "damaged");
  Lanes lanes({}, tags, store.get());

  EXPECT_THROW(lanes.open(key_), StoreError);
}

}  // namespace
}  // namespace yuqing
