#include "operators/json_rows.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

const LaneKey kLane{"posts", 3};

std::string json_of(const WindowRow& row) {
  std::string out;
  append_json(out, row);
  return out;
}

std::string json_of(const DeadLetter& letter) {
  std::string out;
  append_json(out, letter);
  return out;
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonRows, WriteAWindowRowInAFixedOrder) {
  WindowRow row{.lane = &kLane,
                .start_ms = 1'737'980'100'000,
                .end_ms = 1'737'980'160'000,
                .topic = "ai_heroes",
                .cell = {},
                .version = 17,
                .scoring = 0xABCDEF};
  row.cell.posts = {1, 2, 3};
  row.cell.kinds = {4, 0, 5, 2, 1};
  row.cell.emotions = {1, 0, 2, 0, 3, 0};
  row.cell.quoted = {3, 1, 3};
  row.cell.opposed = 2;
  row.cell.score_positive = 900;
  row.cell.score_negative = 400;
  row.cell.reach = 12345;
  row.cell.gaps = {4, 5, 6};
  Authors authors;
  authors.add(8);
  authors.add(9);
  row.authors = &authors;
  Gists gists;
  gists.add(8);
  gists.add(8);
  gists.add_wordless();
  row.gists = &gists;

  EXPECT_EQ(
      json_of(row),
      R"({"source":"posts","partition":3,"start":"2025-01-27T12:15:00Z",)"
      R"("end":"2025-01-27T12:16:00Z","topic":"ai_heroes","posts":12,"negative":1,)"
      R"("neutral":2,"positive":3,"score_positive":900,"score_negative":400,)"
      R"("reach":12345,"kinds":{"original":4,"comment":0,"repost_bare":5,)"
      R"("repost_commented":2,"notice":1},"emotions":{"happy":1,"angry":0,"sad":2,"fear":0,)"
      R"("surprise":3,"neutral":0},"quoted":{"negative":3,"neutral":1,"positive":3},)"
      R"("opposed":2,"authors":2,"texts":2,"gaps":{"truncated":4,"coarse_time":5,"no_author":6},)"
      R"("scoring":"0000000000abcdef","version":17,"final":false})");
}

TEST(JsonRows, WriteMillisecondsOnlyWhereThereAreAnyAndTimesBefore1970) {
  const std::string row = json_of(
      WindowRow{.lane = &kLane, .start_ms = -250, .end_ms = 250, .topic = "all", .cell = {}});

  EXPECT_NE(row.find(R"("start":"1969-12-31T23:59:59.750Z","end":"1970-01-01T00:00:00.250Z")"),
            std::string::npos)
      << row;
}

TEST(JsonRows, WriteADeadLetterWithItsBytesInBase64) {
  const DeadLetter letter{
      .lane = &kLane, .offset = 5, .reason = Verdict::not_json, .payload = "{\"a\xFF", .size = 123};

  EXPECT_EQ(json_of(letter), R"({"source":"posts","partition":3,"offset":5,"reason":"not_json",)"
                             R"("size":123,"record_base64":"eyJh/w=="})");
}

TEST(JsonRows, PadBase64AsItsLengthDemands) {
  const auto record = [](std::string_view payload) {
    const std::string json = json_of(DeadLetter{.lane = &kLane, .payload = payload});
    const std::size_t begin = json.find("base64\":\"") + 9;
    return json.substr(begin, json.size() - begin - 2);
  };

  EXPECT_EQ(record(""), "");
  EXPECT_EQ(record("f"), "Zg==");
  EXPECT_EQ(record("fo"), "Zm8=");
  EXPECT_EQ(record("foo"), "Zm9v");
}

TEST(JsonRows, EscapeWhatMayNotStandInAString) {
  EXPECT_EQ(quoted("a\"b\\c\n"), R"("a\"b\\c\u000a")");
  EXPECT_EQ(quoted("国\xE5\x9B"), "\"国\\ufffd\\ufffd\"");
}

}  // namespace
}  // namespace yuqing
