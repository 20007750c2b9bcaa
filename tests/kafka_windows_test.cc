#include "operators/kafka_windows.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

TEST(KafkaWindows, PlacesRowsThatAreAddedUpTogether) {
  EXPECT_EQ(window_of("weibo/0/2025-01-27T12:15:00Z/ai/heroes"), "2025-01-27T12:15:00Z/ai/heroes");
  EXPECT_EQ(window_of("weibo"), "weibo");
  EXPECT_EQ(window_of(""), "");

  for (const std::int32_t partitions : {1, 4, 7}) {
    const std::int32_t place = place_of_window("weibo/0/2025-01-27T12:15:00Z/all", partitions);
    EXPECT_EQ(place_of_window("x/11/2025-01-27T12:15:00Z/all", partitions), place);
    EXPECT_LT(place, partitions);
  }
}

// As Java's producers place a record whose key is "21": the example of Kafka's own tests.
TEST(KafkaWindows, PlacesAsJavasProducersDo) {
  EXPECT_EQ(place_of_window("21", 0x7fffffff), (-973932308) & 0x7fffffff);
}

}  // namespace
}  // namespace yuqing
