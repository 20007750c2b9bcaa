#include "operators/post_time.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

constexpr std::int64_t kPostA = 1'737'980'103'000;  // 2025-01-27 20:15:03 in Beijing
constexpr std::int64_t kYear2100 = 4'102'444'800'000;

std::int64_t ms_of(std::string_view text) {
  const std::optional<PostTime> time = read_time(text);
  EXPECT_TRUE(time) << text;
  return time.value_or(PostTime()).ms;
}

TEST(PostTime, ReadsWeibosOwnStyleInAnyZone) {
  EXPECT_EQ(ms_of("Mon Jan 27 20:15:03 +0800 2025"), kPostA);
  EXPECT_EQ(ms_of("Mon Jan 27 12:15:03 +0000 2025"), kPostA);
  EXPECT_EQ(ms_of("Mon Jan 27 07:15:03 -0500 2025"), kPostA);
  EXPECT_EQ(ms_of("Mon Jan 27 17:45:03 +0530 2025"), kPostA);
  EXPECT_EQ(ms_of("Tue May 31 17:46:55 +0800 2011"), 1'306'835'215'000);
  EXPECT_EQ(ms_of("Tue Feb  4 17:46:55 +0800 2025"), 1'738'662'415'000);
}

TEST(PostTime, ReadsIsoAndItsRelatives) {
  EXPECT_EQ(ms_of("2025-01-27T20:15:03"), kPostA);
  EXPECT_EQ(ms_of("2025-01-27 20:15:03"), kPostA);
  EXPECT_EQ(ms_of("2025-1-27 20:15:03"), kPostA);
  EXPECT_EQ(ms_of("2025/01/27 20:15:03"), kPostA);
  EXPECT_EQ(ms_of("2025-01-27T12:15:03Z"), kPostA);
  EXPECT_EQ(ms_of("2025-01-27T20:15:03+08:00"), kPostA);
  EXPECT_EQ(ms_of("2025-01-27 20:15:03+08:00"), kPostA);
  EXPECT_EQ(ms_of("2025-01-27T20:15:03.12+0800"), kPostA + 120);
  EXPECT_EQ(ms_of("2025-01-27T12:15:03.123456789Z"), kPostA + 123);
  EXPECT_EQ(ms_of(" 2025-01-27 20:15:03\t"), kPostA);
}

TEST(PostTime, TellsHowPreciseATimeIs) {
  EXPECT_EQ(read_time("2025-01-27")->precision, TimePrecision::day);
  EXPECT_EQ(read_time("2025-01-27")->ms, kPostA - 72'903'000);
  EXPECT_EQ(read_time("2025-01-27 20:15")->precision, TimePrecision::minute);
  EXPECT_EQ(read_time("2025-01-27 20:15")->ms, kPostA - 3000);
  EXPECT_EQ(read_time("2025-01-27 20:15:03")->precision, TimePrecision::second);
}

TEST(PostTime, TellsUnixUnitsApartByMagnitude) {
  EXPECT_EQ(ms_of("1737980103"), kPostA);
  EXPECT_EQ(ms_of("1737980103123"), kPostA + 123);
  EXPECT_EQ(ms_of("1737980103123456"), kPostA + 123);
  EXPECT_EQ(ms_of("0"), 0);
}

TEST(PostTime, ReadsDatesThatAreOutOfRangeForOthersToJudge) {
  EXPECT_EQ(ms_of("Fri Dec 31 23:59:59 +0000 9999"), 253'402'300'799'000);
  EXPECT_EQ(ms_of("0001-01-01T00:00:00Z"), -62'135'596'800'000);
  EXPECT_EQ(ms_of("1970-01-01T00:00:00Z"), 0);
}

TEST(PostTime, TakesALeapSecondAsTheNextSecond) {
  EXPECT_EQ(ms_of("2016-12-31T23:59:60Z"), ms_of("2017-01-01T00:00:00Z"));
  EXPECT_EQ(ms_of("Sun Jan 01 07:59:60 +0800 2017"), ms_of("2017-01-01T00:00:00Z"));
  EXPECT_FALSE(read_time("2016-12-31T23:59:61Z"));
}

TEST(PostTime, KnowsWhichDaysExist) {
  EXPECT_EQ(ms_of("2024-02-29T00:00:00Z"), 1'709'164'800'000);
  for (const char* text : {"2025-02-29", "2100-02-29", "2025-04-31", "2025-13-01", "2025-00-10",
                           "2025-01-00", "Sat Feb 29 00:00:00 +0800 2025"}) {
    EXPECT_FALSE(read_time(text)) << text;
  }
}

TEST(PostTime, SaysThatItCannotReadWhatIsNoFullDate) {
  for (const char* text : {"",
                           " ",
                           "刚刚",
                           "5分钟前",
                           "昨天 12:01",
                           "01-27",
                           "Jul 11 17:00",
                           "yesterday",
                           "2025-01-27T",
                           "2025-01-27T20",
                           "2025-01-27T24:00:00",
                           "2025-01-27T20:60:00",
                           "2025-01-27T20:15:03.",
                           "2025-01-27T20:15:03+",
                           "2025-01-27T20:15:03+99:00",
                           "2025-01-27T20:15:03+08:00x",
                           "2025-01/27",
                           "20250127-01-01",
                           "-1",
                           "1.5e9",
                           "Mon Jan 27 20:15:03 2025",
                           "Mon Jan 27 20:15:03 +0800 20255",
                           "Mon Jam 27 20:15:03 +0800 2025",
                           "Mon Jan 27 20:15:03 +0800",
                           "1737980103000000000",
                           "999999999999999999999999"}) {
    EXPECT_FALSE(read_time(text)) << text;
  }
}

TEST(PostTime, FindsTheSecondOfAPostInItsMid) {
  EXPECT_EQ(time_of_mid(5127522548373127, kYear2100), kPostA);
  EXPECT_EQ(time_of_mid(5127528866106062, kYear2100), 1'737'981'609'000);
  EXPECT_EQ(time_of_mid(5127534491778837, kYear2100), 1'737'982'950'000);
}

TEST(PostTime, FindsNoTimeInIdsOfOtherKinds) {
  EXPECT_EQ(time_of_mid(0, kYear2100), std::nullopt);
  EXPECT_EQ(time_of_mid(42, kYear2100), std::nullopt);
  EXPECT_EQ(time_of_mid(20110061812539159, kYear2100), std::nullopt);
  EXPECT_EQ(time_of_mid(UINT64_MAX, kYear2100), std::nullopt);
  EXPECT_EQ(time_of_mid(5127522548373127, kPostA - 1), std::nullopt);
}

}  // namespace
}  // namespace yuqing
