#include "operators/kafka_windows.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

TEST(KafkaWindows, PlacesRowsThatAreAddedUpTogether) {
  EXPECT_EQ(window_of_row("weibo/0/2025-01-27T12:15:00Z/ai/heroes/00000000000000f1"),
            "2025-01-27T12:15:00Z/ai/heroes");
  EXPECT_EQ(window_of_row("x/11/2025-01-27T12:15:00Z/ai/heroes/00000000000000f2"),
            "2025-01-27T12:15:00Z/ai/heroes");
  EXPECT_EQ(window_of_sum("2025-01-27T12:15:00Z/ai/heroes/00000000000000f3"),
            "2025-01-27T12:15:00Z/ai/heroes");

  for (const std::int32_t partitions : {1, 4, 7}) {
    EXPECT_LT(place_of_window("2025-01-27T12:15:00Z/all", partitions), partitions);
  }
}

TEST(KafkaWindows, KnowsNoWindowInAForeignKey) {
  for (const std::string_view key : {"", "weibo", "weibo/0", "weibo/0/2025-01-27T12:15:00Z"}) {
    EXPECT_EQ(window_of_row(key), "") << key;
  }
  EXPECT_EQ(window_of_sum("weibo"), "");
}

// As Java's producers place a record whose key is "21": the example of Kafka's own tests.
TEST(KafkaWindows, PlacesAsJavasProducersDo) {
  EXPECT_EQ(place_of_window("21", 0x7fffffff), (-973932308) & 0x7fffffff);
}

}  // namespace
}  // namespace yuqing
