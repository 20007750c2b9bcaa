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

  EXPECT_EQ(start_of(lane_at(kNoOffset), marks, {}).next, 5);
  EXPECT_EQ(start_of(lane_at(kNoOffset), marks, {.from_latest = true}).next, 9);
  EXPECT_EQ(start_of(lane_at(7), marks, {.from_latest = true}).next, 7);
}

TEST(KafkaStart, TakesBothEndsOfTheTopic) {
  EXPECT_EQ(start_of(lane_at(5), {.low = 5, .high = 9}, {}).next, 5);
  EXPECT_EQ(start_of(lane_at(9), {.low = 5, .high = 9}, {}).next, 9);
}

TEST(KafkaStart, CountsWhatIsGoneUnread) {
  EXPECT_THAT(refusal(2, {.low = 5, .high = 9}), HasSubstr("posts[3]: 3 offsets from 2 on"));

  Lane lane = lane_at(2);
  EXPECT_TRUE(go_to(lane, start_of(lane, {.low = 5, .high = 9}, {.skip_gaps = true})));

  EXPECT_EQ(lane.next, 5);
  EXPECT_EQ(lane.base, 0);
  EXPECT_EQ(lane.counters.lost, 3u);
  EXPECT_EQ(lane.counters.cut, 0u);
}

TEST(KafkaStart, RefusesATopicThatEndsBeforeTheSnapshot) {
  EXPECT_THAT(refusal(10, {.low = 5, .high = 9}), HasSubstr("cut or created again"));
}

TEST(KafkaStart, CountsATopicThatWasCreatedAgainOnTopWhenToldSo) {
  Lane lane = lane_at(1000);
  lane.base = 7;

  EXPECT_TRUE(go_to(lane, start_of(lane, {.low = 0, .high = 9}, {.skip_gaps = true})));

  EXPECT_EQ(lane.next, 0);
  EXPECT_EQ(lane.base, 1007) << "versions of windows must not fall";
  EXPECT_EQ(lane.counters.cut, 991u);
  EXPECT_EQ(lane.counters.lost, 0u);
  EXPECT_FALSE(go_to(lane, start_of(lane, {.low = 0, .high = 9}, {})));
}

}  // namespace
}  // namespace yuqing
