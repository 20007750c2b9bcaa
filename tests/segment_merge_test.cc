#include "operators/segment_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace yuqing {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

struct SegmentMergeTest : testing::Test {
  SegmentMergeTest() { std::filesystem::remove_all(root); }
  ~SegmentMergeTest() override { std::filesystem::remove_all(root); }

  std::filesystem::path segment(int partition, std::int64_t first,
                                const std::vector<std::int64_t>& times) {
    SegmentWriter writer(root / "posts" / std::to_string(partition), {"posts", partition}, first,
                         0);
    for (const std::int64_t time_ms : times) {
      writer.append({.offset = writer.next(), .time_ms = time_ms, .key = {}, .payload = "x"});
    }
    return writer.finish();
  }

  static std::vector<std::int64_t> times_of(SegmentMerge& merge) {
    std::vector<std::int64_t> times;
    while (const SegmentRecord* record = merge.next()) {
      times.push_back(record->time_ms);
    }
    return times;
  }

  std::filesystem::path root = std::filesystem::path(testing::TempDir()) / "segment_merge";
};

TEST_F(SegmentMergeTest, GivesTheOldestRecordOfAllPartitionsNext) {
  SegmentMerge merge({segment(1, 0, {2, 6}), segment(0, 2, {5, 9}), segment(0, 0, {1, 3})}, 10);

  EXPECT_THAT(times_of(merge), ElementsAre(1, 2, 3, 5, 6, 9));
}

TEST_F(SegmentMergeTest, KeepsTheOrderOfAPartition) {
  SegmentMerge merge({segment(0, 0, {5, 1}), segment(1, 0, {3})}, 10);

  EXPECT_THAT(times_of(merge), ElementsAre(3, 5, 1));
}

TEST_F(SegmentMergeTest, TellsADamageAndGoesOnBehindIt) {
  const std::filesystem::path cut = segment(0, 0, {1, 2});
  const std::filesystem::path next = segment(0, 2, {3});
  std::filesystem::resize_file(cut, 10);

  SegmentMerge merge({cut, next}, 10);

  EXPECT_THAT(times_of(merge), ElementsAre(3));
  EXPECT_THAT(merge.damaged(), SizeIs(1));
}

}  // namespace
}  // namespace yuqing
