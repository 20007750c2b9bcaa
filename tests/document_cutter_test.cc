#include <gtest/gtest.h>

#include "operators/record_cutter.h"
#include "tests/cuts.h"

namespace yuqing {
namespace {

using Records = std::vector<std::string>;

// The same, whether the text comes at once, in pieces or byte by byte.
Cuts cut(std::string_view text, std::size_t max_record = 1000) {
  const auto in_pieces = [&](std::size_t size) {
    return cut_in_pieces(*make_document_cutter(text, max_record), text, size);
  };
  const Cuts whole = in_pieces(text.size() + 1);
  for (const std::size_t size : {1U, 2U, 3U, 7U, 64U}) {
    EXPECT_EQ(in_pieces(size).records, whole.records) << size << " bytes at once";
    EXPECT_EQ(in_pieces(size).damage, whole.damage) << size << " bytes at once";
  }
  return whole;
}

TEST(DocumentCutter, TakesALineForARecordWhateverItIs) {
  EXPECT_EQ(cut("{\"a\":1}\n\n  {\"b\":2} \r\n\"{}\"\nno post\r\n{\"c\":3}").records,
            (Records{"0 {\"a\":1}", "2 {\"b\":2}", "3 \"{}\"", "4 no post", "5 {\"c\":3}"}));
}

TEST(DocumentCutter, ReadsDocumentsOfManyLines) {
  EXPECT_EQ(cut("{\n \"a\": {\"b\": \"}\\\"\"}\n}\n{\n}\n").records,
            (Records{"0 {\n \"a\": {\"b\": \"}\\\"\"}\n}", "3 {\n}"}));
}

TEST(DocumentCutter, ReadsDocumentsInOneLine) {
  EXPECT_EQ(
      cut("{\"a\":1}{\"b\":\"}{\"} {\"c\":3},{\"d\":4}\n{\"e\":5}").records,
      (Records{"0 {\"a\":1}", "1 {\"b\":\"}{\"}", "2 {\"c\":3}", "3 {\"d\":4}", "4 {\"e\":5}"}));
}

TEST(DocumentCutter, GivesThePostsOfAnArrayBare) {
  EXPECT_EQ(cut("[{\"a\":[1]},{\"b\":2}\n,\n{\"c\":3}]").records,
            (Records{"0 {\"a\":[1]}", "1 {\"b\":2}", "2 {\"c\":3}"}));
}

TEST(DocumentCutter, NumbersRecordsByTheLineThatTheyBeginIn) {
  EXPECT_EQ(cut("[\n {\n  \"a\":1\n },\n {\n  \"b\":2\n }\n]\n").records,
            (Records{"1 {\n  \"a\":1\n }", "4 {\n  \"b\":2\n }"}));
}

TEST(DocumentCutter, KeepsTheDocumentAroundEachPost) {
  EXPECT_EQ(cut("{\"user\": {\"id\": 1},\n \"weibo\": [ {\"a\":1}, {\"b\":2} ], \"end\": [{}]}\n")
                .records,
            (Records{"1 {\"user\": {\"id\": 1},\n \"weibo\": [{\"a\":1}]}",
                     "2 {\"user\": {\"id\": 1},\n \"weibo\": [{\"b\":2}]}"}));
  EXPECT_EQ(cut("{\"ok\":1,\n\"data\":{\"cards\":[{\"a\":1}],\"x\":2}}\n{\"b\":2}").records,
            (Records{"1 {\"ok\":1,\n\"data\":{\"cards\":[{\"a\":1}]}}", "2 {\"b\":2}"}));
}

TEST(DocumentCutter, LeavesOtherArraysWhereTheyAre) {
  EXPECT_EQ(cut("{\n\"pics\":[{\"a\":1}],\"x\":{\"list\":[{}]}}").records,
            (Records{"0 {\n\"pics\":[{\"a\":1}],\"x\":{\"list\":[{}]}}"}));
}

TEST(DocumentCutter, CutsWhatIsTooLargeAndGoesOnBehindIt) {
  const std::string large = "{\"a\":\"" + std::string(5000, 'x') + "\"}";
  EXPECT_EQ(cut(large + "\n{\"b\":2}\n" + std::string(300, 'y') + "\n{\"c\":3}\n", 20).records,
            (Records{"0 " + large.substr(0, 20) + " too_large", "1 {\"b\":2}",
                     "2 " + std::string(20, 'y') + " too_large", "3 {\"c\":3}"}));
  EXPECT_EQ(cut("[" + large + ",{\"b\":2}]", 20).records,
            (Records{"0 " + large.substr(0, 20) + " too_large", "1 {\"b\":2}"}));
}

TEST(DocumentCutter, FindsThePostsOfADocumentThatIsTooLarge) {
  std::string text = "{\"statuses\":[";
  Records expected;
  for (int i = 0; i < 100; i++) {
    const std::string post = "{\"id\":" + std::to_string(i) + "}";
    text += (i == 0 ? "" : ",") + post;
    expected.push_back(std::to_string(i) + " {\"statuses\":[" + post + "]}");
  }
  EXPECT_EQ(cut(text + "],\"total\":100}", 100).records, expected);
}

TEST(DocumentCutter, GivesUpABrokenLineAlone) {
  EXPECT_EQ(
      cut("{\n{\"a\":1}\n{\"b\":\"cut\n{\"c\":3}\n{\"user\":\n{\"d\":4}\n{\"x\":1}}\n{\"e\":5}\n")
          .records,
      (Records{"0 {", "1 {\"a\":1}", "2 {\"b\":\"cut", "3 {\"c\":3}", "4 {\"user\":", "5 {\"d\":4}",
               "6 {\"x\":1}}", "7 {\"e\":5}"}));
}

TEST(DocumentCutter, GivesUpBracketsThatAreTooDeep) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(cut(deep.substr(0, 500) + "\n{\"a\":1}\n").records,
            (Records{"0 " + deep.substr(0, 500), "1 {\"a\":1}"}));
}

TEST(DocumentCutter, GivesUpABrokenPostOfAnArrayAlone) {
  EXPECT_EQ(
      cut("[\n  {\n    \"a\": 1\n  },\n  {\n    \"b\": {\n  },\n  {\n    \"c\": 3\n  }\n]\n")
          .records,
      (Records{"1 {\n    \"a\": 1\n  }", "4 {\n    \"b\": {\n  },", "7 {\n    \"c\": 3\n  }"}));
}

TEST(DocumentCutter, CountsWhatIsWholeOfADocumentThatEndsTooEarly) {
  const Cuts cuts = cut("\n[{\"a\":1},{\"b\":2},{\"c\":");
  EXPECT_EQ(cuts.records, (Records{"1 {\"a\":1}", "2 {\"b\":2}", "3 {\"c\":"}));
  EXPECT_TRUE(cuts.damage.starts_with("ends within the JSON document that begins in line 2;"))
      << cuts.damage;
  EXPECT_NE(cut("{\"statuses\":[{\"a\":\n1}").damage, "");
  EXPECT_NE(cut("{\"statuses\":[{\"a\":\n1}],").damage, "");
  EXPECT_EQ(cut("{\"statuses\":[{\"a\":\n1}]}").damage, "");
}

TEST(DocumentCutter, PassesOverByteOrderMarks) {
  EXPECT_EQ(cut("{\"a\":1}\n\xEF\xBB\xBF{\"b\":2}\n").records,
            (Records{"0 {\"a\":1}", "1 {\"b\":2}"}));
}

TEST(DocumentCutter, ReadsAMixOfLinesAndDocuments) {
  EXPECT_EQ(cut("{\"a\":1}\n{\n\"b\":2\n}\n[{\"c\":3}]\n{\"d\":4}\n").records,
            (Records{"0 {\"a\":1}", "1 {\n\"b\":2\n}", "4 {\"c\":3}", "5 {\"d\":4}"}));
}

TEST(DocumentCutter, HoldsNoMoreThanARecordOfWhatNeverEnds) {
  const auto cutter = make_document_cutter("", 1000);
  std::size_t records = 0;
  const TakeCut take = [&](const Cut& cut) { records += cut.verdict == Verdict::too_large; };
  cutter->feed("{\"a\":\"", take);
  const std::string block(std::size_t{1} << 20, 'x');
  for (int i = 0; i < 16; i++) {
    cutter->feed(block, take);
  }
  EXPECT_NE(cutter->finish(take), "");
  EXPECT_EQ(records, 1u);
}

}  // namespace
}  // namespace yuqing
