#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <sstream>

#include "operators/catalogue.h"
#include "operators/parse_format.h"
#include "tests/shared.h"

namespace yuqing {
namespace {

constexpr std::int64_t kPostA = 1'737'980'103'000;  // 2025-01-27 20:15:03 in Beijing
constexpr std::int64_t kHourMs = 3'600'000;

// A batch that owns what its posts look at.
Batch parsed(const std::vector<std::string>& records, std::string_view config = {},
             std::int64_t log_time_ms = kNoTime) {
  File file("a.toml", config);
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  EXPECT_TRUE(file.complaints().empty());
  Batch batch;
  for (const std::string& record : records) {
    batch.append({.log_time_ms = log_time_ms}, record);
  }
  batch.seal();
  parse->apply(batch);
  EXPECT_EQ(batch.posts.size(), records.size());
  return batch;
}

Verdict verdict_of(const std::string& record) {
  const Batch batch = parsed({record});
  return batch.posts.at(0).verdict;
}

std::string text_of(const std::string& written) {
  const Batch batch = parsed({R"({"mid":"5127522548373127","text":")" + written + "\"}"});
  return batch.posts.at(0).verdict == Verdict::counted
             ? std::string(batch.posts[0].text)
             : std::string(name_of(batch.posts[0].verdict));
}

// A status with some more members, which stand before the others.
std::string status(const std::string& members) {
  return std::string("{") + members + (members.empty() ? "" : ",") +
         R"("mid":"5127522548373127","created_at":"Mon Jan 27 20:15:03 +0800 2025","text":"好"})";
}

Verdict verdict_of_id(const std::string& id) {
  return verdict_of(R"({"id":)" + id +
                    R"(,"created_at":"Mon Jan 27 20:15:03 +0800 2025","text":"好"})");
}

std::uint64_t id_of(const std::string& members) {
  const Batch batch = parsed({std::string("{") + members +
                              R"(,"created_at":"Mon Jan 27 20:15:03 +0800 2025","text":"好"})"});
  EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << members;
  return batch.posts.at(0).id;
}

std::uint64_t reach_of(const std::string& followers) {
  const Batch batch = parsed({status(R"("user":{"followers_count":)" + followers + "}")});
  EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << followers;
  return batch.posts.at(0).reach;
}

// --- formats

TEST(Parse, ReadsAStatusOfWeibosApi) {
  const Batch batch = parsed({R"({"created_at":"Mon Jan 27 20:15:03 +0800 2025",
      "id":5127522548373127,"mid":"5127522548373127","text":"国货之光！[doge]",
      "source":"<a href=\"http://weibo.com\">微博</a>",
      "user":{"id":9900000001,"followers_count":123456},"reposts_count":12345})"});

  const Post& post = batch.posts.at(0);
  EXPECT_EQ(post.verdict, Verdict::counted);
  EXPECT_EQ(post.id, 5127522548373127u);
  EXPECT_EQ(post.time_ms, kPostA);
  EXPECT_EQ(post.text, "国货之光！[doge]");
  EXPECT_EQ(post.reach, 123456u);
  EXPECT_EQ(post.kind, Kind::original);
}

TEST(Parse, TellsRepostsAndCommentsFromOriginals) {
  const Batch batch = parsed({
      status(R"("retweeted_status":{"mid":"1","text":"x","user":{"followers_count":9}})"),
      status(R"("status":{"id":4468501830284670,"idstr":"4468501830284670"})"),
      status(R"("status":{})"),
      status(R"("retweeted_status":null,"status":null)"),
  });

  EXPECT_EQ(batch.posts.at(0).kind, Kind::repost_commented);
  EXPECT_EQ(batch.posts.at(0).id, 5127522548373127u);
  EXPECT_EQ(batch.posts.at(0).text, "好");
  EXPECT_EQ(batch.posts.at(0).reach, 0u);
  EXPECT_EQ(batch.posts.at(1).kind, Kind::comment);
  EXPECT_EQ(batch.posts.at(2).kind, Kind::comment);
  EXPECT_EQ(batch.posts.at(3).kind, Kind::original);
}

TEST(Parse, ReadsACanonicalPost) {
  const Batch batch = parsed({R"({"id":"5127522548373127","id_kind":"mid","source":"weibo",
      "created_ms":1737980103000,"kind":"repost","author":{"id":"1","followers":250},
      "own_text":"就这？[微笑]","chain":[{"user":"a","text":"b"}],"event":"add"})"});

  const Post& post = batch.posts.at(0);
  EXPECT_EQ(post.verdict, Verdict::counted);
  EXPECT_EQ(post.id, 5127522548373127u);
  EXPECT_EQ(post.time_ms, kPostA);
  EXPECT_EQ(post.text, "就这？[微笑]");
  EXPECT_EQ(post.reach, 250u);
  EXPECT_EQ(post.kind, Kind::repost_commented);
}

TEST(Parse, DetectsTheExampleOfEveryFormatByItsOwnRowFirst) {
  for (const parsing::Format& format : parsing::formats()) {
    const Batch batch = parsed({std::string(format.example)});

    EXPECT_EQ(batch.posts.at(0).verdict, Verdict::counted) << format.name;
  }
}

TEST(Parse, GivesEveryRecordOnePostWhateverTheOthersAre) {
  const std::string good = status("");
  const Batch batch = parsed({good, "{", good, "", "[[[[", "\xFF", good, "{}"});

  const std::vector<Verdict> expected = {
      Verdict::counted,  Verdict::not_json, Verdict::counted, Verdict::not_json,
      Verdict::not_json, Verdict::not_utf8, Verdict::counted, Verdict::unknown_format};
  for (std::size_t i = 0; i < expected.size(); i++) {
    EXPECT_EQ(batch.posts.at(i).verdict, expected[i]) << i;
    EXPECT_EQ(batch.posts[i].record, i);
  }
}

TEST(Parse, KeepsTheVerdictOfTheSource) {
  File file("a.toml", "");
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  Batch batch;
  batch.append({.verdict = Verdict::tombstone}, "");
  batch.append({.verdict = Verdict::too_large}, status(""));
  batch.seal();

  parse->apply(batch);

  EXPECT_EQ(batch.posts.at(0).verdict, Verdict::tombstone);
  EXPECT_EQ(batch.posts.at(1).verdict, Verdict::too_large);
}

TEST(Parse, AcceptsBlanksAroundTokensAndAByteOrderMark) {
  EXPECT_EQ(verdict_of(std::string("\xEF\xBB\xBF") + status("")), Verdict::counted);
  EXPECT_EQ(verdict_of(std::string("  \t") + status("") + " \r\n"), Verdict::counted);
  EXPECT_EQ(verdict_of(R"( { "mid" : "5127522548373127" , "text" : "a" } )"), Verdict::counted);
}

// --- JSON

TEST(Parse, RejectsWhatIsNotOneWholeValue) {
  for (const char* record : {"",
                             " ",
                             "\xEF\xBB\xBF",
                             "{",
                             "}",
                             "[",
                             "]",
                             "{]",
                             "[}",
                             "{} {}",
                             "{}}",
                             "{}x",
                             "{},",
                             R"({"a"})",
                             R"({"a":})",
                             R"({"a":1,})",
                             R"({,"a":1})",
                             R"({"a":1 "b":2})",
                             R"({a:1})",
                             R"({'a':1})",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             R"(["a""b"])",
                             "nul",
                             "nulll",
                             "True",
                             "NaN",
                             "Infinity",
                             "01",
                             "-",
                             "1.",
                             ".5",
                             "1e",
                             "1e+",
                             "+1",
                             "0x10",
                             "1 2",
                             "\"a",
                             "\"a\" \"b\"",
                             R"("\x")",
                             R"("\u12")",
                             R"("\u12G4")",
                             "\"\\",
                             "\"\n\"",
                             "\\",
                             R"({"a":1}/*c*/)"}) {
    EXPECT_EQ(verdict_of(record), Verdict::not_json) << record;
  }
}

TEST(Parse, FindsBrokenJsonInMembersThatNobodyReads) {
  for (const char* member :
       {R"("x":tru)", R"("x":[1,2)", R"("x":[1 2])", R"("x":{"y"})", R"("x":01)", R"("x":"\q")",
        R"("x":{"y":1,})", R"("x":--1)", R"("x" 1)", R"("user":{"name":nul})"}) {
    EXPECT_EQ(verdict_of(status(member)), Verdict::not_json) << member;
  }
}

TEST(Parse, FindsARecordThatIsCutOffAtAnyByte) {
  const std::string whole =
      status(R"("user":{"followers_count":1.5e3,"v":[true,null,{"a":"b\"\u4f60"}]})");
  ASSERT_EQ(verdict_of(whole), Verdict::counted);
  std::vector<std::string> cut;
  for (std::size_t size = 0; size < whole.size(); size++) {
    cut.push_back(whole.substr(0, size));
  }

  const Batch batch = parsed(cut);

  for (const Post& post : batch.posts) {
    const std::string& record = cut[post.record];
    const bool is_inside_character =
        (static_cast<unsigned char>(whole[record.size()]) & 0xC0) == 0x80;
    EXPECT_EQ(post.verdict, is_inside_character ? Verdict::not_utf8 : Verdict::not_json) << record;
  }
}

TEST(Parse, TellsInvalidUtf8BeforeEverythingElse) {
  EXPECT_EQ(verdict_of(status("\"x\":\"\xFF\"")), Verdict::not_utf8);
  EXPECT_EQ(verdict_of("\xC0\xAF"), Verdict::not_utf8);
  EXPECT_EQ(verdict_of("{\"text\":\"\xED\xA0\x80"), Verdict::not_utf8);
  EXPECT_EQ(verdict_of("\"open \xF5"), Verdict::not_utf8);
  EXPECT_EQ(verdict_of(std::string(100, '[') + "\x80"), Verdict::not_utf8);
}

TEST(Parse, AcceptsWhatJsonAccepts) {
  for (const char* member : {R"("x":1e400)", R"("x":123456789012345678901234567890)", R"("x":-0)",
                             R"("x":-0.0e-10)", R"("x":[])", R"("x":{})", R"("x":[[],{}])",
                             R"("":"")", R"("x":"\ud83d")", R"("x":"\u0000")", "\"x\":\"\x7F\""}) {
    EXPECT_EQ(verdict_of(status(member)), Verdict::counted) << member;
  }
}

TEST(Parse, LimitsHowDeepBracketsNest) {
  const auto nested = [](std::size_t depth) {
    return status(std::string("\"x\":") + std::string(depth, '[') + std::string(depth, ']'));
  };

  EXPECT_EQ(verdict_of(nested(31)), Verdict::counted);
  EXPECT_EQ(verdict_of(nested(32)), Verdict::too_deep);
  EXPECT_EQ(verdict_of(std::string(100'000, '[')), Verdict::too_deep);
  EXPECT_EQ(verdict_of(std::string(100'000, '[') + std::string(100'000, ']')), Verdict::too_deep);
  std::string objects;
  for (int i = 0; i < 100'000; i++) {
    objects += R"({"a":)";
  }
  EXPECT_EQ(verdict_of(objects), Verdict::too_deep);
  EXPECT_EQ(parsed({nested(7)}, "[parse]\nmax_depth = 8\n").posts.at(0).verdict, Verdict::counted);
  EXPECT_EQ(parsed({nested(8)}, "[parse]\nmax_depth = 8\n").posts.at(0).verdict, Verdict::too_deep);
}

TEST(Parse, LimitsTheSizeOfRecordsAndTexts) {
  const std::string fits = std::string(64 * 1024, 'a');
  EXPECT_EQ(text_of(fits), fits);
  EXPECT_EQ(text_of(fits + "a"), "too_large");
  EXPECT_EQ(text_of(fits.substr(1) + R"(\u0041)"), fits.substr(1) + "A");
  const std::string most(std::size_t{1} << 20, ' ');
  EXPECT_EQ(verdict_of(status("") + most.substr(status("").size())), Verdict::counted);
  EXPECT_EQ(verdict_of(status("") + most), Verdict::too_large);
  EXPECT_EQ(verdict_of(std::string((std::size_t{1} << 20) - 1, 'a')), Verdict::not_json);
}

TEST(Parse, TakesTheFirstOfEqualKeys) {
  EXPECT_EQ(id_of(R"("mid":"7","mid":"8")"), 7u);
  EXPECT_EQ(id_of(R"("mid":"7","\u006did":"8")"), 7u);
  const Batch batch = parsed(
      {status(R"("user":{"followers_count":1,"followers_count":2},"user":{"followers_count":3})")});
  EXPECT_EQ(batch.posts.at(0).reach, 1u);
  EXPECT_EQ(parsed({status(R"("user":null,"user":{"followers_count":3})")}).posts.at(0).reach, 0u);
}

TEST(Parse, KnowsAKeyThatIsWrittenWithEscapes) {
  EXPECT_EQ(id_of(R"("m\u0069d":"7")"), 7u);
  EXPECT_EQ(id_of(R"("\u006d\u0069\u0064":"7","id":8)"), 7u);
}

TEST(Parse, LooksForFieldsInTheirOwnObjectsOnly) {
  EXPECT_EQ(id_of(R"("x":{"mid":"8"},"y":[{"mid":"9"}],"mid":"7")"), 7u);
  EXPECT_EQ(parsed({status(R"("followers_count":5)")}).posts.at(0).reach, 0u);
  EXPECT_EQ(parsed({status(R"("user":[{"followers_count":5}])")}).posts.at(0).reach, 0u);
}

TEST(Parse, SaysThatItDoesNotKnowTheFormat) {
  for (const char* record :
       {"{}", "[]", "1", "\"text\"", "null", "true", R"([{"mid":"1","text":"a"}])",
        R"({"text":"a"})", R"({"id":1})", R"({"mid":"1"})", R"({"x":{"mid":"1","text":"a"}})",
        R"({"id":"1","created_ms":1737980103000,"own_text":"a","kind":"user"})"}) {
    EXPECT_EQ(verdict_of(record), Verdict::unknown_format) << record;
  }
}

// --- ids

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

// --- times

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
  EXPECT_EQ(from_mid.posts.at(0).verdict, Verdict::bad_time);
}

// --- texts

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

TEST(Parse, RejectsATextThatIsNoString) {
  for (const char* text : {"null", "1", "{}", "[]", "true"}) {
    EXPECT_EQ(verdict_of(std::string(R"({"mid":"5127522548373127","text":)") + text + "}"),
              Verdict::bad_text)
        << text;
  }
  EXPECT_EQ(verdict_of(R"({"mid":"5127522548373127","created_at":"2025-01-27 20:15:03"})"),
            Verdict::bad_text);
}

// --- what is no opinion, and counts

TEST(Parse, FiltersDeletedPosts) {
  for (const char* member : {R"("deleted":"1")", R"("deleted":true)", R"("deleted":1)",
                             R"("state":7)", R"("state":8)", R"("state":"7")"}) {
    EXPECT_EQ(verdict_of(status(member)), Verdict::deleted) << member;
  }
  EXPECT_EQ(verdict_of(R"({"mid":"5127522548373127","user":null,
                "text":"抱歉，此微博已被作者删除。查看帮助：http://t.cn/x"})"),
            Verdict::deleted);
  EXPECT_EQ(verdict_of(R"({"mid":"5127522548373127",
                "text":"\u62b1\u6b49，此微博已被作者删除"})"),
            Verdict::deleted);
  const std::string canonical = R"("id":"1","created_ms":1737980103000,"own_text":"a"})";
  for (const char* member : {R"("deleted":true)", R"("event":"delete")", R"("kind":"notice")"}) {
    EXPECT_EQ(verdict_of(std::string("{") + member + "," + canonical), Verdict::deleted) << member;
  }
}

TEST(Parse, CountsPostsThatOnlyLookDeleted) {
  for (const char* member : {R"("deleted":"0")", R"("deleted":false)", R"("state":0)",
                             R"("retweeted_status":{"deleted":"1","state":7,"user":null})"}) {
    EXPECT_EQ(verdict_of(status(member)), Verdict::counted) << member;
  }
  EXPECT_EQ(verdict_of(R"({"mid":"5127522548373127","user":{"id":1},
                "text":"抱歉，此微博已被作者删除"})"),
            Verdict::counted);
}

TEST(Parse, ReadsFollowersAsNumbersAndAsWeiboAbbreviatesThem) {
  EXPECT_EQ(reach_of("123456"), 123'456u);
  EXPECT_EQ(reach_of("\"123456\""), 123'456u);
  EXPECT_EQ(reach_of("\"7164.8万\""), 71'648'000u);
  EXPECT_EQ(reach_of("\"100万+\""), 1'000'000u);
  EXPECT_EQ(reach_of("\"1.5亿\""), 150'000'000u);
  EXPECT_EQ(reach_of("\"1.23456789亿\""), 123'450'000u);
  EXPECT_EQ(reach_of(R"("1.2\u4e07")"), 12'000u);
}

TEST(Parse, TakesFollowersThatCannotBeAsUnknown) {
  for (const char* followers : {"null", "\"\"", "\"无\"", "-1", "[]", "1e3", "18446744073709551615",
                                "99999999999999999999", "\"99999999亿\"", "\"5x\""}) {
    EXPECT_EQ(reach_of(followers), 0u) << followers;
  }
}

TEST(Parse, AcceptsUsersThatAreNumbersOrMissing) {
  for (const char* user : {R"("user":9900000001)", R"("user":null)", R"("user":{})", R"("x":1)"}) {
    EXPECT_EQ(verdict_of(status(user)), Verdict::counted) << user;
  }
}

// --- hostile input

TEST(Parse, GivesOneVerdictToWhateverComes) {
  const std::string sample = status(
      R"("user":{"followers_count":"1.2\u4e07","v":[true,null]},"source":"<a href=\"x\">y</a>")");
  std::mt19937 random(7);
  const std::string_view spice = "{}[]\",:\\u0\x00\xFF\xE5 -.e9tfn";
  std::vector<std::string> records;
  for (int i = 0; i < 20'000; i++) {
    std::string record = sample;
    for (std::uint32_t change = random() % 4 + 1; change > 0; change--) {
      const std::size_t place = random() % record.size();
      switch (random() % 3) {
        case 0:
          record[place] = spice[random() % spice.size()];
          break;
        case 1:
          record.insert(place, 1, spice[random() % spice.size()]);
          break;
        default:
          record.erase(place, random() % 8 + 1);
      }
    }
    records.push_back(record);
  }

  const Batch together = parsed(records);

  for (std::size_t i = 0; i < records.size(); i += 40) {
    const Batch alone = parsed({records[i]});
    EXPECT_EQ(alone.posts[0].verdict, together.posts[i].verdict) << records[i];
    EXPECT_EQ(alone.posts[0].text, together.posts[i].text) << records[i];
  }
}

TEST(Parse, AllocatesNothingInABatchThatWasUsedBefore) {
  File file("a.toml", "");
  const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  Batch batch;
  const void* texts = nullptr;
  const void* posts = nullptr;
  for (int round = 0; round < 3; round++) {
    batch.clear();
    for (int i = 0; i < 100; i++) {
      batch.append({}, R"({"mid":"5127522548373127","text":"\u56fd"})");
    }
    batch.seal();
    parse->apply(batch);
    if (round > 0) {
      EXPECT_EQ(batch.texts.data(), texts);
      EXPECT_EQ(static_cast<const void*>(batch.posts.data()), posts);
    }
    texts = batch.texts.data();
    posts = batch.posts.data();
  }
}

TEST(Parse, ComplainsAboutLimitsThatMakeNoSense) {
  File file("a.toml", "[parse]\nmax_depth = 0\nmax_record = \"1B\"\nmax_txt = \"1KiB\"\n");

  make_parse(file.root().table("parse"));

  EXPECT_EQ(file.complaints().size(), 3u);
}

// --- real posts, against Python's json

struct Answers {
  std::vector<std::string> records;
  std::vector<std::string> expected;
};

Answers oracle(const std::filesystem::path& file, int count) {
  const std::string command = std::string("python3 ") + PROJECT_DIR + "/tests/parse_oracle.py " +
                              file.string() + " " + std::to_string(count);
  std::FILE* const pipe = popen(command.c_str(), "r");
  std::string printed;
  std::array<char, 4096> chunk;
  for (std::size_t size = 1; size > 0;) {
    size = std::fread(chunk.data(), 1, chunk.size(), pipe);
    printed.append(chunk.data(), size);
  }
  pclose(pipe);
  Answers answers;
  std::istringstream lines(printed);
  for (std::string record, expected;
       std::getline(lines, record) && std::getline(lines, expected);) {
    answers.records.push_back(record);
    answers.expected.push_back(expected);
  }
  return answers;
}

std::string answer(const Post& post) {
  std::string text;
  for (const char c : post.text) {
    const std::size_t special = std::string_view("\\\n\r\t").find(c);
    text += special == std::string_view::npos ? std::string(1, c)
                                              : std::string("\\") + "\\nrt"[special];
  }
  return std::to_string(post.id) + "\t" + std::to_string(post.time_ms) + "\t" +
         std::string(name_of(post.kind)) + "\t" + std::to_string(post.reach) + "\t" + text;
}

class RealPosts : public testing::TestWithParam<const char*> {};

TEST_P(RealPosts, AreReadAsPythonReadsThem) {
  const std::filesystem::path file = shared_data() / GetParam();
  YUQING_NEEDS(file);
  const Answers answers = oracle(file, 2000);
  ASSERT_FALSE(answers.records.empty());

  const Batch batch = parsed(answers.records);

  for (const Post& post : batch.posts) {
    ASSERT_EQ(post.verdict, Verdict::counted);
    ASSERT_EQ(answer(post), answers.expected[post.record]);
  }
}

INSTANTIATE_TEST_SUITE_P(Parse, RealPosts,
                         testing::Values("examples/formats/weibo_api_v2_statuses.json",
                                         "data/real/replay/burst.jsonl.zst",
                                         "data/real/replay/ced_200k.jsonl.zst"));

TEST(Parse, GivesTheThreePostsOfTheFixtureTheirIdsAndTimes) {
  const std::filesystem::path file = shared_data() / "examples/formats/weibo_api_v2_statuses.json";
  YUQING_NEEDS(file);

  const Batch batch = parsed(oracle(file, 3).records);

  ASSERT_EQ(batch.posts.size(), 3u);
  EXPECT_EQ(batch.posts[0].id, 5127534491778837u);
  EXPECT_EQ(batch.posts[0].time_ms, 1'737'982'950'000);
  EXPECT_EQ(batch.posts[0].kind, Kind::repost_commented);
  EXPECT_EQ(batch.posts[1].id, 5127528866106062u);
  EXPECT_EQ(batch.posts[1].time_ms, 1'737'981'609'000);
  EXPECT_EQ(batch.posts[1].reach, 250u);
  EXPECT_EQ(batch.posts[2].id, 5127522548373127u);
  EXPECT_EQ(batch.posts[2].time_ms, kPostA);
  EXPECT_EQ(batch.posts[2].kind, Kind::original);
  EXPECT_EQ(batch.posts[2].reach, 123456u);
}

}  // namespace
}  // namespace yuqing
