#include "operators/csv_reader.h"

#include <gtest/gtest.h>

#include "operators/record_cutter.h"
#include "tests/cuts.h"

namespace yuqing {
namespace {

using Cells = std::vector<std::string>;

Cells row_of(std::string_view text, char separator = ',') {
  Cells cells;
  const CsvRow row = read_row(text, separator, true, cells);
  EXPECT_EQ(row.end, RowEnd::whole);
  return cells;
}

TEST(ReadRow, ReadsCellsAsTheyAre) {
  EXPECT_EQ(row_of("a, b ,,c\n"), (Cells{"a", " b ", "", "c"}));
  EXPECT_EQ(row_of("5127522548373127\t,x\n"), (Cells{"5127522548373127\t", "x"}));
  EXPECT_EQ(row_of("a;b,c;d", ';'), (Cells{"a", "b,c", "d"}));
  EXPECT_EQ(row_of("a\tb", '\t'), (Cells{"a", "b"}));
  EXPECT_EQ(row_of("a,\n"), (Cells{"a", ""}));
}

TEST(ReadRow, UndoesQuotes) {
  EXPECT_EQ(row_of("\"a,b\",\"say \"\"hi\"\"\",\"\"\n"), (Cells{"a,b", "say \"hi\"", ""}));
  EXPECT_EQ(row_of("\"two\nlines\r\n\",x\r\n"), (Cells{"two\nlines\r\n", "x"}));
  EXPECT_EQ(row_of("5\" wide,x"), (Cells{"5\" wide", "x"}));
}

TEST(ReadRow, EndsARowAtAnyLineEnd) {
  Cells cells;
  EXPECT_EQ(read_row("a\nb", ',', false, cells).size, 2u);
  EXPECT_EQ(read_row("a\r\nb", ',', false, cells).size, 3u);
  EXPECT_EQ(read_row("a\rb", ',', false, cells).size, 2u);
  EXPECT_EQ(read_row("a\r", ',', false, cells).end, RowEnd::more);
  EXPECT_EQ(read_row("a\r", ',', true, cells).size, 2u);
  EXPECT_EQ(read_row("a,b", ',', false, cells).end, RowEnd::more);
  EXPECT_EQ(read_row("a,b", ',', true, cells).end, RowEnd::whole);
}

TEST(ReadRow, NamesWhatIsNoRow) {
  Cells cells;
  EXPECT_EQ(read_row("\"a\"b,c\n", ',', true, cells).end, RowEnd::behind_quote);
  const CsvRow open = read_row("\"a,b\n", ',', true, cells);
  EXPECT_EQ(open.end, RowEnd::more);
  EXPECT_TRUE(open.in_quotes);
}

using Records = std::vector<std::string>;

Records cut(std::string_view text, std::size_t max_record = 1000) {
  const auto in_pieces = [&](std::size_t size) {
    return cut_in_pieces(*make_csv_cutter(',', max_record), text, size).records;
  };
  const Records whole = in_pieces(text.size() + 1);
  for (const std::size_t size : {1U, 2U, 5U, 64U}) {
    EXPECT_EQ(in_pieces(size), whole) << size << " bytes at once";
  }
  return whole;
}

TEST(CsvCutter, MakesAnObjectOfEachRow) {
  EXPECT_EQ(
      cut("id,text\n1,\"say \"\"hi\"\"\n\\\"\n2,\t\n"),
      (Records{R"(1 {"id":"1","text":"say \"hi\"\u000a\\"})", R"(3 {"id":"2","text":"\u0009"})"}));
}

TEST(CsvCutter, LeavesOutWhatIsMissingAndNumbersWhatIsTooMuch) {
  EXPECT_EQ(cut("id,text\n1\n2,b,c,d\n\n3,\n"),
            (Records{R"(1 {"id":"1"})", R"(2 {"id":"2","text":"b","+1":"c","+2":"d"})",
                     R"(4 {"id":"3","text":""})"}));
}

TEST(CsvCutter, PassesOverHeadersThatStandAgain) {
  EXPECT_EQ(cut("id,bid,x\n1,2,3\n\xEF\xBB\xBFid,bid,x\r\n4,5,6\nid,bid,x,y\n7,8,9,10\n"),
            (Records{R"(1 {"id":"1","bid":"2","x":"3"})", R"(3 {"id":"4","bid":"5","x":"6"})",
                     R"(5 {"id":"7","bid":"8","x":"9","y":"10"})"}));
}

TEST(CsvCutter, RejectsARowThatIsNoneAndNoOther) {
  EXPECT_EQ(cut("id,a,b\n1,\"x\"y,2\n2,x,y\n3,\"open,2\n4,x,y\n5,\"two\nlines\"z,2\n6,x,y\n"),
            (Records{"1 1,\"x\"y,2\n bad_row", R"(2 {"id":"2","a":"x","b":"y"})",
                     "3 3,\"open,2\n bad_row", R"(4 {"id":"4","a":"x","b":"y"})",
                     "5 5,\"two\nlines\"z,2\n bad_row", R"(7 {"id":"6","a":"x","b":"y"})"}));
}

TEST(CsvCutter, LetsAnOpenQuoteSwallowNothing) {
  std::string text = "id,a\n1,\"open\n";
  Records expected = {"1 1,\"open\n bad_row"};
  for (int i = 2; i < 500; i++) {
    text += std::to_string(i) + ",x\n";
    expected.push_back(std::to_string(i) + R"( {"id":")" + std::to_string(i) + R"(","a":"x"})");
  }
  EXPECT_EQ(cut(text), expected);             // as long as a record at most
  EXPECT_EQ(cut(text, 1'000'000), expected);  // to the end of the file
}

TEST(CsvCutter, RejectsARowThatIsTooLarge) {
  EXPECT_EQ(cut("id,a\n1," + std::string(100, 'x') + "\n2,y\n", 30),
            (Records{"1 1," + std::string(28, 'x') + " too_large", R"(2 {"id":"2","a":"y"})"}));
}

TEST(CsvSeparator, IsFoundInAHeaderOfPostsOnly) {
  EXPECT_EQ(csv_separator("id,bid,正文\n"), ',');
  EXPECT_EQ(csv_separator("id;mid;text\r\n"), ';');
  EXPECT_EQ(csv_separator("mid\tlabel\ttext\n1\t2\t3\n"), '\t');
  EXPECT_EQ(csv_separator("{\"mid\":1,\"text\":2}\n"), 0);
  EXPECT_EQ(csv_separator("# a note, then posts\n{}\n"), 0);
  EXPECT_EQ(csv_separator("text\n"), 0);
}

}  // namespace
}  // namespace yuqing
