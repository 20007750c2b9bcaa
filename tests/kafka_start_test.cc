#include "operators/kafka_start.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

using testing::HasSubstr;

Lane lane_at(std::int64_t next) {
  Lane lane;
  lane.key = {"posts", 3};
  lane.next = next;
  return lane;
}

std::string refusal(std::int64_t next, Watermarks marks) {
  try {
    start_of(lane_at(next), marks, {});
  } catch (const SourceError& error) {
    return error.what();
  }
  return "taken";
}

TEST(KafkaStart, FollowsThePolicyOnlyWithoutASnapshot) {
  const Watermarks marks{.low = 5, .high = 9};

  EXPECT_EQ(start_of(lane_at(kNoOffset), marks, {}), 5);
  EXPECT_EQ(start_of(lane_at(kNoOffset), marks, {.from_latest = true}), 9);
  EXPECT_EQ(start_of(lane_at(7), marks, {.from_latest = true}), 7);
}

TEST(KafkaStart, TakesBothEndsOfTheTopic) {
  EXPECT_EQ(start_of(lane_at(5), {.low = 5, .high = 9}, {}), 5);
  EXPECT_EQ(start_of(lane_at(9), {.low = 5, .high = 9}, {}), 9);
}

TEST(KafkaStart, SaysHowManyRecordsAreGoneUnread) {
  EXPECT_THAT(refusal(2, {.low = 5, .high = 9}), HasSubstr("posts[3]: 3 offsets from 2 on"));
  EXPECT_EQ(start_of(lane_at(2), {.low = 5, .high = 9}, {.skip_gaps = true}), 5);
}

TEST(KafkaStart, RefusesATopicThatEndsBeforeTheSnapshotWhateverThePolicy) {
  EXPECT_THAT(refusal(10, {.low = 5, .high = 9}), HasSubstr("cut or created again"));
  EXPECT_THROW(start_of(lane_at(10), {.low = 5, .high = 9}, {.skip_gaps = true}), SourceError);
}

}  // namespace
}  // namespace yuqing
