// From bytes to fields: what is JSON, and which of its members are looked at.
#include <gtest/gtest.h>

#include "tests/parse_fixture.h"

namespace yuqing {
namespace {

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
  for (const char* record : {"{}", "1", "\"text\"", "null", "true", "[5]", R"({"text":"a"})",
                             R"({"id":1})", R"({"mid":"1"})", R"({"x":{"mid":"1","text":"a"}})"}) {
    EXPECT_EQ(verdict_of(record), Verdict::unknown_format) << record;
  }
}

}  // namespace
}  // namespace yuqing
