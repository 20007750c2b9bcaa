#include "operators/kafka_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yuqing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr seconds kPatience{60};

// A watch whose source is asked ten times a second.
struct Watched {
  explicit Watched(const std::vector<std::int32_t>& partitions) { watch.begin(partitions); }

  void pass(seconds span, bool none_can_come = false) {
    for (milliseconds gone{0}; gone < span; gone += milliseconds(100)) {
      now += milliseconds(100);
      watch.pass(now, none_can_come);
    }
  }

  KafkaWatch watch{kPatience};
  KafkaWatch::Time now{std::chrono::hours(1)};
};

TEST(KafkaWatch, NamesThePartitionThatStandsWithRecordsBehindIt) {
  Watched at({3, 5});
  at.watch.read(3, 100);
  at.watch.read(5, 7);
  at.watch.ends(3, 142);
  at.watch.ends(5, 7);

  at.pass(seconds(59));
  EXPECT_FALSE(at.watch.stall());
  at.pass(seconds(2));

  const std::optional<Stall> stall = at.watch.stall();
  ASSERT_TRUE(stall);
  EXPECT_EQ(stall->partition, 3);
  EXPECT_EQ(stall->next, 100);
  EXPECT_EQ(stall->behind, 42);
  EXPECT_FALSE(stall->again);
  EXPECT_TRUE(at.watch.is_stalled(3));
  EXPECT_FALSE(at.watch.is_stalled(5));
}

TEST(KafkaWatch, TakesNoDataForNoAlarm) {
  Watched at({3});
  at.watch.read(3, 100);

  for (int hour = 0; hour < 3; hour++) {
    at.watch.ends(3, 100);
    at.pass(std::chrono::hours(1));
  }

  EXPECT_FALSE(at.watch.stall());
}

TEST(KafkaWatch, CountsFromWhenRecordsAreThereNotFromTheLastOneRead) {
  Watched at({3});
  at.watch.read(3, 100);
  at.pass(std::chrono::hours(1));

  at.watch.ends(3, 101);
  at.pass(seconds(30));
  EXPECT_FALSE(at.watch.stall());
  at.watch.read(3, 101);
  at.pass(seconds(120));

  EXPECT_FALSE(at.watch.stall());
}

TEST(KafkaWatch, TakesAnyProgressForProgress) {
  Watched at({3});
  at.watch.ends(3, 1'000'000);

  for (int i = 1; i < 10; i++) {
    at.watch.read(3, i);
    at.watch.ends(3, 1'000'000);
    at.pass(seconds(50));
    EXPECT_FALSE(at.watch.stall());
  }
}

TEST(KafkaWatch, LetsNoTimePassWhileTheSourceIsNotAsked) {
  Watched at({3});
  at.watch.ends(3, 5);

  for (int i = 0; i < 50; i++) {
    at.now += seconds(3600);  // a disk that is full, a sink that waits
    at.watch.pass(at.now, false);
  }
  EXPECT_FALSE(at.watch.stall());
  at.pass(seconds(12));

  EXPECT_TRUE(at.watch.stall());
}

TEST(KafkaWatch, BeginsAnewWhenTheBrokersAreBack) {
  Watched at({3});
  at.watch.ends(3, 5);
  at.pass(seconds(59));

  at.pass(seconds(600), /*none_can_come=*/true);
  at.watch.ends(3, 5);
  at.pass(seconds(59));
  EXPECT_FALSE(at.watch.stall());
  at.pass(seconds(2));

  EXPECT_TRUE(at.watch.stall());
}

TEST(KafkaWatch, GivesAnotherClientAsMuchTimeAndNoMore) {
  Watched at({3});
  at.watch.ends(3, 5);
  at.pass(seconds(61));

  at.watch.began_anew();
  EXPECT_FALSE(at.watch.stall());
  EXPECT_TRUE(at.watch.is_stalled(3));
  at.watch.begin({3, 4});
  at.watch.ends(3, 5);
  at.pass(seconds(61));

  ASSERT_TRUE(at.watch.stall());
  EXPECT_TRUE(at.watch.stall()->again);
}

TEST(KafkaWatch, ForgetsAStallThatAnotherClientEnded) {
  Watched at({3});
  at.watch.ends(3, 5);
  at.pass(seconds(61));
  at.watch.began_anew();

  at.watch.read(3, 1);
  EXPECT_FALSE(at.watch.is_stalled(3));
  at.watch.ends(3, 5);
  at.pass(seconds(61));

  ASSERT_TRUE(at.watch.stall());
  EXPECT_FALSE(at.watch.stall()->again);
}

TEST(KafkaWatch, ForgetsAPartitionThatMovedAway) {
  Watched at({3});
  at.watch.ends(3, 5);
  at.pass(seconds(61));

  at.watch.begin({4});

  EXPECT_FALSE(at.watch.stall());
  EXPECT_FALSE(at.watch.is_stalled());
}

TEST(KafkaWatch, AsksForTheEndsOfSilentPartitionsFourTimesWithinThePatience) {
  Watched at({3, 5});
  at.watch.read(3, 1);
  at.watch.read(5, 1);
  at.pass(seconds(14));
  EXPECT_THAT(at.watch.questions(), IsEmpty());
  at.watch.read(5, 2);
  at.pass(seconds(2));

  EXPECT_THAT(at.watch.questions(), ElementsAre(3));
  EXPECT_THAT(at.watch.questions(), IsEmpty());
  at.pass(seconds(16));
  EXPECT_THAT(at.watch.questions(), ElementsAre(3, 5));
}

}  // namespace
}  // namespace yuqing
