#include "operators/csv_rows.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace yuqing {
namespace {

using namespace std::string_view_literals;

std::string cell_of(std::string_view text) {
  std::string out;
  append_csv_text(out, text);
  return out;
}

// The columns of a row, which has no commas in its cells.
std::vector<std::string> columns_of(const std::string& line) {
  std::vector<std::string> columns(1);
  for (const char c : line) {
    if (c == ',') {
      columns.emplace_back();
    } else if (c != '\r' && c != '\n') {
      columns.back() += c;
    }
  }
  return columns;
}

std::string value(const WindowRow& row, std::string_view column) {
  std::string header;
  std::string line;
  append_csv_header(header);
  append_csv(line, row);
  const std::vector<std::string> names = columns_of(header);
  const std::vector<std::string> values = columns_of(line);
  EXPECT_EQ(names.size(), values.size());
  const auto found = std::ranges::find(names, column);
  return found == names.end() ? "no such column"
                              : values.at(static_cast<std::size_t>(found - names.begin()));
}

TEST(CsvRows, LeavePlainTextAlone) {
  EXPECT_EQ(cell_of("ai_heroes"), "ai_heroes");
  EXPECT_EQ(cell_of("国货之光"), "国货之光");
  EXPECT_EQ(cell_of(""), "");
}

TEST(CsvRows, QuoteWhatWouldEndACell) {
  EXPECT_EQ(cell_of("a,b"), "\"a,b\"");
  EXPECT_EQ(cell_of("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(cell_of("a\nb"), "\"a\nb\"");
  EXPECT_EQ(cell_of(" a"), "\" a\"");
}

TEST(CsvRows, LetNoTextBeAFormula) {
  for (const std::string_view sign :
       {"="sv, "+"sv, "-"sv, "@"sv, "\t"sv, "\0"sv, "＝"sv, "＋"sv, "－"sv, "＠"sv}) {
    EXPECT_EQ(cell_of(std::string(sign) + "1"), "'" + std::string(sign) + "1");
  }
  EXPECT_EQ(cell_of("\r1"), "\"'\r1\"");
  EXPECT_EQ(cell_of("1=1"), "1=1");
}

TEST(CsvRows, RoundTheMeanScoreByIntegers) {
  WindowRow row{.topic = "all", .cell = {}};
  row.cell.posts = {1, 1, 1};
  row.cell.score_positive = 1000;
  EXPECT_EQ(value(row, "mean_score"), "0.333333");
  row.cell.score_negative = 3000;
  EXPECT_EQ(value(row, "mean_score"), "-0.666667");
  row.cell.posts = {};
  EXPECT_EQ(value(row, "mean_score"), "");
}

TEST(CsvRows, ShowBeijingTimeBesideUtc) {
  const WindowRow row{
      .start_ms = 1'737'993'600'000, .end_ms = 1'737'993'660'000, .topic = "all", .cell = {}};

  EXPECT_EQ(value(row, "start"), "2025-01-27T16:00:00Z");
  EXPECT_EQ(value(row, "start_beijing"), "2025-01-28 00:00:00");
}

}  // namespace
}  // namespace yuqing
