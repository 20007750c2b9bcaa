#include "operators/window_sums.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace yuqing {
namespace {

using Taken = WindowSums::Taken;
using std::chrono::hours;
using testing::HasSubstr;

struct Given {
  int partition = 0;
  int version = 1;
  int posts = 1;
  bool final = false;
  std::string topic = "all";
  std::string start = "2025-01-27T12:15:00Z";
  std::string end = "2025-01-27T12:16:00Z";
  std::string scoring = "00000000000000aa";
};

std::string row(const Given& given) {
  return fmt::format(
      R"({{"source":"posts","partition":{},"start":"{}","end":"{}","topic":"{}","posts":{},)"
      R"("kinds":{{"original":{},"notice":0}},"authors":{},"gaps":{{"truncated":300}},)"
      R"("scoring":"{}","version":{},"final":{}}})",
      given.partition, given.start, given.end, given.topic, given.posts, given.posts, given.posts,
      given.scoring, given.version, given.final);
}

std::string only(WindowSums& sums) {
  const std::vector<SumRow> rows = sums.changed();
  EXPECT_EQ(rows.size(), 1u);
  return rows.empty() ? "" : rows.front().json;
}

TEST(WindowSums, AddsUpTheNewestRowOfEachPartition) {
  WindowSums sums(hours(24));

  EXPECT_EQ(sums.take(row({.partition = 0, .version = 3, .posts = 5}), false), Taken::newer);
  EXPECT_EQ(sums.take(row({.partition = 1, .version = 9, .posts = 200}), false), Taken::newer);
  EXPECT_EQ(sums.take(row({.partition = 0, .version = 4, .posts = 7}), false), Taken::newer);
  EXPECT_EQ(sums.take(row({.partition = 0, .version = 2, .posts = 1}), false), Taken::known);

  EXPECT_EQ(only(sums),
            R"({"start":"2025-01-27T12:15:00Z","end":"2025-01-27T12:16:00Z","topic":"all",)"
            R"("posts":207,"kinds":{"original":207,"notice":0},)"
            R"("authors":{"at_least":200,"at_most":207},"gaps":{"truncated":600},)"
            R"("partitions":2,"scoring":"00000000000000aa","version":13,"final":false})");
}

TEST(WindowSums, TellsASumOnlyWhenItHasChangedSinceItWasWritten) {
  WindowSums sums(hours(24));
  sums.take(row({.version = 1}), true);
  EXPECT_TRUE(sums.changed().empty());

  sums.take(row({.version = 2}), false);
  EXPECT_EQ(sums.changed().size(), 1u);

  sums.take(row({.version = 2}), false);
  EXPECT_TRUE(sums.changed().empty());
}

TEST(WindowSums, IsFinalWhenEveryPartitionIs) {
  WindowSums sums(hours(24));
  sums.take(row({.partition = 0, .final = true}), false);
  sums.take(row({.partition = 1, .final = false}), false);
  EXPECT_THAT(only(sums), HasSubstr(R"("final":false)"));

  sums.take(row({.partition = 1, .final = true}), false);
  EXPECT_THAT(only(sums), HasSubstr(R"("final":true)"));

  // A process that was taken for dead writes late what was not yet final for it.
  EXPECT_EQ(sums.take(row({.partition = 1, .final = false}), false), Taken::known);
}

TEST(WindowSums, NamesNoScoringWhereThereAreTwo) {
  WindowSums sums(hours(24));
  sums.take(row({.partition = 0}), false);
  sums.take(row({.partition = 1, .scoring = "00000000000000bb"}), false);

  EXPECT_THAT(only(sums), HasSubstr(R"("scoring":null)"));
}

TEST(WindowSums, LetsOldWindowsGoAndRefusesTheirRowsFromThenOn) {
  WindowSums sums(hours(1));
  sums.take(row({}), false);
  sums.take(row({.start = "2025-01-27T13:16:00Z", .end = "2025-01-27T13:17:00Z"}), false);
  EXPECT_EQ(sums.rows(), 2u);  // what is not written yet stays

  EXPECT_EQ(sums.changed().size(), 2u);

  EXPECT_EQ(sums.rows(), 1u);
  EXPECT_EQ(sums.take(row({.partition = 1}), false), Taken::too_old);
}

TEST(WindowSums, KnowsWhatIsNoRowAndWhatIsOfAnotherSize) {
  WindowSums sums(hours(24));
  EXPECT_EQ(sums.take("{}", false), Taken::no_row);
  EXPECT_EQ(sums.take("", false), Taken::no_row);
  EXPECT_EQ(sums.take(row({}).substr(0, 200), false), Taken::no_row);
  EXPECT_EQ(sums.take(row({.start = "2025-01-27T12:15Z"}), false), Taken::no_row);
  EXPECT_EQ(sums.take(row({.start = "2025-02-30T12:15:00Z"}), false), Taken::no_row);

  sums.take(row({.partition = 0}), false);
  EXPECT_EQ(sums.take(row({.partition = 1, .end = "2025-01-27T12:20:00Z"}), false),
            Taken::other_size);
}

TEST(WindowSums, TakesRowsWithMoreMembersThanTheOnesBefore) {
  WindowSums sums(hours(24));
  sums.take(row({.partition = 0, .posts = 5}), false);
  std::string more = row({.partition = 1, .posts = 6});
  more.insert(more.find(R"("authors")"), R"("likes":9,)");
  sums.take(more, false);

  const std::string sum = only(sums);

  EXPECT_THAT(sum, HasSubstr(R"("posts":11)"));
  EXPECT_THAT(sum, HasSubstr(R"("likes":9)"));
  EXPECT_THAT(sum, HasSubstr(R"("gaps":{"truncated":600})"));
}

}  // namespace
}  // namespace yuqing
