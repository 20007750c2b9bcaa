#include "operators/window_table.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

struct WindowTableTest : testing::Test {
  ~WindowTableTest() override { std::filesystem::remove(path); }

  WindowTable table_of(const std::string& lines) {
    std::ofstream(path, std::ios::binary) << lines;
    return read_window_table(path);
  }

  static std::string row(int partition, const std::string& topic, int posts, int version,
                         bool final) {
    return R"({"source":"posts","partition":)" + std::to_string(partition) +
           R"(,"start":"2025-01-27T12:00:00Z","topic":")" + topic + R"(","posts":)" +
           std::to_string(posts) + R"(,"kinds":{"original":)" + std::to_string(posts) +
           R"(},"authors":5,"version":)" + std::to_string(version) +
           (final ? R"(,"final":true})" : R"(,"final":false})") + "\n";
  }

  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "window_table.jsonl";
};

TEST_F(WindowTableTest, HoldsTheNewestRowOfEachWindow) {
  const WindowTable table = table_of(row(0, "all", 1, 5, false) + row(0, "all", 2, 9, true) +
                                     row(0, "all", 2, 9, false) + row(1, "all", 7, 3, true));

  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows.begin()->second + "\n", row(0, "all", 2, 9, true));
  EXPECT_TRUE(table.partitioned);
}

TEST_F(WindowTableTest, LeavesOutAHalfWrittenLastLineAndNothingElse) {
  EXPECT_TRUE(table_of(row(0, "all", 1, 5, false) + R"({"source":"po)").torn);
  EXPECT_THROW(table_of("no row\n" + row(0, "all", 1, 5, false)), ConfigError);
}

TEST_F(WindowTableTest, AddsPartitionsUp) {
  const WindowTable sums = merged(
      table_of(row(0, "all", 1, 5, true) + row(1, "all", 2, 9, true) + row(1, "ai", 2, 9, true)));

  ASSERT_EQ(sums.rows.size(), 2u);
  const auto& [key, sum] = *sums.rows.rbegin();
  EXPECT_EQ(key.topic, "all");
  EXPECT_FALSE(difference(sum,
                          R"({"start":"2025-01-27T12:00:00Z","topic":"all","posts":3,)"
                          R"("kinds":{"original":3},"authors":9,"version":1})",
                          true));
}

TEST(RowDifference, NamesTheFirstMemberAndBothValues) {
  const auto differs = difference(R"({"posts":3,"kinds":{"original":3,"comment":1}})",
                                  R"({"posts":3,"kinds":{"original":3,"comment":2}})", false);

  ASSERT_TRUE(differs);
  EXPECT_EQ(differs->name, "kinds.comment");
  EXPECT_EQ(differs->first, "1");
  EXPECT_EQ(differs->second, "2");
}

TEST(RowDifference, MissesNoMemberThatOnlyOneRowHas) {
  EXPECT_EQ(difference(R"({"posts":3})", R"({"posts":3,"reach":1})", false)->first, "nothing");
  EXPECT_EQ(difference(R"({"posts":3,"reach":1})", R"({"posts":3})", false)->second, "nothing");
  EXPECT_FALSE(difference(R"({"posts":3,"reach":1})", R"({"reach":1, "posts":3})", false));
}

TEST(RowDifference, CountsAuthorsOfWholeRowsOnly) {
  EXPECT_TRUE(difference(R"({"authors":3})", R"({"authors":4})", false));
  EXPECT_FALSE(difference(R"({"authors":3})", R"({"authors":4})", true));
}

}  // namespace
}  // namespace yuqing
