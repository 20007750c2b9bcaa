// Ids, times and texts of posts.
#include <gtest/gtest.h>

#include "tests/parse_fixture.h"

namespace yuqing {
namespace {

TEST(Parse, PrefersMidOverIdstrOverId) {
  EXPECT_EQ(id_of(R"("id":1,"idstr":"2","mid":"5612814510546515491")"), 5612814510546515491u);
  EXPECT_EQ(id_of(R"("id":1,"idstr":"2")"), 2u);
  EXPECT_EQ(id_of(R"("id":1,"idstr":"","mid":null)"), 1u);
  EXPECT_EQ(id_of(R"("id":1,"mid":"4.75E+15")"), 1u);
}

TEST(Parse, KeepsEveryDigitOfAnId) {
  EXPECT_EQ(id_of(R"("id":9007199254740993)"), 9007199254740993u);
  EXPECT_EQ(id_of(R"("id":18446744073709551615)"), UINT64_MAX);
  EXPECT_EQ(id_of("\"mid\":\" 5127522548373127\\t\""), 5127522548373127u);
  EXPECT_EQ(id_of(R"("mid":"5127522\u0035483\u00373127")"), 5127522548373127u);
}

TEST(Parse, HashesAnIdThatIsNoNumberAwayFromAllNumbersOfWeibo) {
  const std::uint64_t id = id_of(R"("id":"PbxZcz8er")");

  EXPECT_EQ(id, id_of(R"("id":"PbxZcz8er")"));
  EXPECT_NE(id, id_of(R"("id":"PbxZcz8es")"));
  EXPECT_GT(id, std::uint64_t{1} << 63);
  EXPECT_EQ(id, 0xE10395C36B855092u);  // schemas/post.schema.json tells how
}

TEST(Parse, RejectsWhatIsNoId) {
  for (const char* id : {"0", "\"0\"", "\"\"", "\" \"", "null", "true", "[]", "{}", "-5", "\"-5\"",
                         "1.5", "1e15", "\"4.75E+15\"", "\"5.0\"", "18446744073709551616",
                         "\"99999999999999999999\"", "123456789012345678901234567890"}) {
    EXPECT_EQ(verdict_of_id(id), Verdict::bad_id) << id;
  }
  EXPECT_EQ(verdict_of_id(std::string("\"") + std::string(300, 'x') + "\""), Verdict::bad_id);
  EXPECT_EQ(verdict_of(R"({"created_at":"2025-01-27 20:15:03","text":"a"})"), Verdict::bad_id);
}

TEST(Parse, TakesTheTimeFromTheMidWhenTheFieldIsMissingCoarseOrRelative) {
  for (const char* member : {R"("x":1)", R"("created_at":"2025-01-27")", R"("created_at":null)",
                             R"("created_at":"2025-01-27 20:15")", R"("created_at":"5分钟前")"}) {
    const Batch batch =
        parsed({std::string("{") + member + R"(,"mid":"5127522548373127","text":"a"})"});

    EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << member;
    EXPECT_EQ(batch.posts.at(0).time_ms, kPostA) << member;
  }
}

TEST(Parse, KeepsACoarseTimeWhenTheIdTellsNone) {
  const Batch batch = parsed({R"({"created_at":"2025-01-27 20:15","mid":"42","text":"a"})"});

  EXPECT_EQ(batch.posts.at(0).time_ms, kPostA - 3000);
}

TEST(Parse, ReadsUnixTimesAsNumbersAndAsDigits) {
  for (const char* time : {"1737980103", "\"1737980103\"", "1737980103000", "1737980103000000"}) {
    const Batch batch =
        parsed({std::string(R"({"created_at":)") + time + R"(,"mid":"42","text":"a"})"});
    EXPECT_EQ(batch.posts.at(0).time_ms, kPostA) << time;
  }
}

TEST(Parse, RejectsAPostWithoutAReadableTime) {
  EXPECT_EQ(verdict_of(R"({"mid":"42","text":"a"})"), Verdict::bad_time);
  EXPECT_EQ(verdict_of(R"({"mid":"42","text":"a","created_at":"昨天 12:01"})"), Verdict::bad_time);
  EXPECT_EQ(verdict_of(R"({"mid":"42","text":"a","created_at":{}})"), Verdict::bad_time);
  EXPECT_EQ(verdict_of(R"({"mid":"42","text":"a","created_at":"Sat Feb 29 20:15:03 +0800 2025"})"),
            Verdict::bad_time);
  for (const char* ms : {"1737980103000.5", "\"x\"", "null", "1e12", "99999999999999999999"}) {
    EXPECT_EQ(verdict_of(std::string(R"({"id":"5127522548373127","own_text":"a","created_ms":)") +
                         ms + "}"),
              Verdict::bad_time)
        << ms;
  }
}

TEST(Parse, RejectsTimesThatCannotBe) {
  for (const char* time : {"Fri Dec 31 23:59:59 +0000 9999", "0001-01-01 00:00:00",
                           "1970-01-01 00:00:00", "2009-08-13 23:59:59", "2100-01-01T00:00:01Z"}) {
    EXPECT_EQ(verdict_of(std::string(R"({"mid":"42","text":"a","created_at":")") + time + "\"}"),
              Verdict::time_range)
        << time;
  }
  EXPECT_EQ(verdict_of(R"({"mid":"42","text":"a","created_at":"2009-08-14 00:00:00"})"),
            Verdict::counted);
  EXPECT_EQ(verdict_of(R"({"id":"1","own_text":"a","created_ms":-1})"), Verdict::time_range);
}

TEST(Parse, AllowsNoPostThatIsADayNewerThanItsLogTime) {
  const std::int64_t day = 24 * kHourMs;
  EXPECT_EQ(parsed({status("")}, {}, kPostA - day).posts.at(0).verdict, Verdict::counted);
  EXPECT_EQ(parsed({status("")}, {}, kPostA - day - 1).posts.at(0).verdict, Verdict::time_range);
  const Batch from_mid = parsed({R"({"mid":"5127522548373127","text":"a"})"}, {}, kPostA - day - 1);
  EXPECT_EQ(from_mid.posts.at(0).verdict, Verdict::counted);
  EXPECT_EQ(from_mid.posts[0].time_ms, kPostA - day - 1);
  EXPECT_EQ(from_mid.posts[0].precision, TimePrecision::received);
}

TEST(Parse, LooksAtAPlainTextWhereItStands) {
  const Batch batch = parsed({status("")});

  const char* const text = batch.posts.at(0).text.data();
  EXPECT_GE(text, batch.bytes.data());
  EXPECT_LT(text, batch.bytes.data() + batch.bytes.size());
}

TEST(Parse, UnescapesTexts) {
  EXPECT_EQ(text_of(R"(a\"b\\c\/d)"), R"(a"b\c/d)");
  EXPECT_EQ(text_of(R"(\u56fd\u8D27 \u00e9\ud83d\ude00!)"), "国货 é😀!");
  EXPECT_EQ(text_of(R"(a\nb\tc\rd)"), "a\nb\tc\rd");
  EXPECT_EQ(text_of(""), "");
}

TEST(Parse, TurnsControlCharactersIntoBlanks) {
  EXPECT_EQ(text_of(R"(a\u0000b\u001bc\bd\fe\u007ff\u0085g)"), "a b c d e f g");
}

TEST(Parse, RepairsHalfAnEmoji) {
  EXPECT_EQ(text_of(R"(a\ud83d)"), "a\uFFFD");
  EXPECT_EQ(text_of(R"(\ud83db)"),
            "\uFFFD"
            "b");
  EXPECT_EQ(text_of(R"(\ude00\ud83d\ud83d\ude00)"), "\uFFFD\uFFFD😀");
  EXPECT_EQ(text_of(R"(\ud83d\n\ud83d\u0041)"),
            "\uFFFD\n\uFFFD"
            "A");
}

TEST(Parse, KeepsEveryTextOfABatchInItsPlace) {
  std::vector<std::string> records;
  records.reserve(2000);
  for (int i = 0; i < 2000; i++) {
    records.push_back(R"({"mid":"5127522548373127","text":"\u56fd )" + std::to_string(i) + "\"}");
  }

  const Batch batch = parsed(records);

  for (int i = 0; i < 2000; i++) {
    EXPECT_EQ(batch.posts[static_cast<std::size_t>(i)].text,
              std::string("国 ") + std::to_string(i));
  }
}

TEST(Parse, CutsALongOriginalBetweenTwoCharacters) {
  std::string root;
  while (root.size() < 65 * 1024) {
    root += "国";
  }
  const std::string record = status(R"("retweeted_status":{"text":")" + root + "\"}");

  const Batch batch = parsed({record});

  EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted);
  EXPECT_EQ(batch.posts.at(0).root, root.substr(0, 64 * 1024 / 3 * 3));
}

TEST(Parse, RejectsATextThatIsNoString) {
  for (const char* text : {"null", "1", "{}", "[]", "true"}) {
    EXPECT_EQ(verdict_of(std::string(R"({"mid":"5127522548373127","text":)") + text + "}"),
              Verdict::bad_text)
        << text;
  }
  EXPECT_EQ(verdict_of(R"({"mid":"5127522548373127","created_at":"2025-01-27 20:15:03"})"),
            Verdict::bad_text);
}

}  // namespace
}  // namespace yuqing
