#include "operators/text_encoding.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

constexpr std::string_view kGoods = "国货之光！🎉 R1";
// The same as GB18030 and as UTF-16.
constexpr std::string_view kGb = "\xB9\xFA\xBB\xF5\xD6\xAE\xB9\xE2\xA3\xA1\x94\x39\xBD\x35 R1";
constexpr std::string_view kLittle{
    "\xFF\xFE\xFD\x56\x27\x8D\x4B\x4E\x49\x51\x01\xFF\x3C\xD8\x89\xDF \0R\0001\0", 22};

std::string decoded(std::string_view bytes, std::size_t size) {
  TextDecoder decoder(encoding_of(bytes));
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    text += decoder.decode(bytes.substr(at, size));
  }
  text += decoder.finish();
  return text;
}

TEST(EncodingOf, KnowsMarksAndGb18030) {
  EXPECT_EQ(encoding_of(kGoods), Encoding::utf8);
  EXPECT_EQ(encoding_of("\xEF\xBB\xBFid"), Encoding::utf8_bom);
  EXPECT_EQ(encoding_of(kGb), Encoding::gb18030);
  EXPECT_EQ(encoding_of(kLittle), Encoding::utf16le);
  EXPECT_EQ(encoding_of(std::string_view("\xFE\xFF\0i", 4)), Encoding::utf16be);
  EXPECT_EQ(encoding_of(""), Encoding::utf8);
}

TEST(EncodingOf, LetsAFewBrokenBytesBeUtf8) {
  EXPECT_EQ(encoding_of("国货之光\xB9\xFA，最好的礼物"), Encoding::utf8);
  EXPECT_EQ(encoding_of("\xFF\xFE\xFF"), Encoding::utf16le);
  EXPECT_EQ(encoding_of("no text \xFF"), Encoding::utf8);
}

TEST(EncodingOf, MindsNoCharacterThatTheHeadCuts) {
  for (std::size_t size = 2; size < kGb.size(); size++) {
    EXPECT_EQ(encoding_of(kGb.substr(0, size)), Encoding::gb18030) << size;
  }
}

TEST(TextDecoder, GivesTheSameTextFromEveryEncodingHoweverItIsCut) {
  for (const std::string_view bytes : {kGoods, kGb, kLittle}) {
    for (std::size_t size = 1; size <= bytes.size(); size++) {
      EXPECT_EQ(decoded(bytes, size), kGoods) << size;
    }
  }
  EXPECT_EQ(decoded("\xEF\xBB\xBFid", 1), "id");
}

TEST(TextDecoder, LeavesBytesThatStandForNothingToTheParser) {
  TextDecoder decoder(Encoding::gb18030);
  EXPECT_EQ(decoder.decode("a\xFF\xB9\xFA"), "a\xFF国");
  EXPECT_EQ(decoder.decode("\xB9"), "");
  EXPECT_EQ(decoder.finish(), "\xFF");
}

TEST(TextDecoder, RepairsHalfOfASurrogatePair) {
  TextDecoder decoder(Encoding::utf16le);
  EXPECT_EQ(decoder.decode(std::string_view("\xFF\xFE\x3C\xD8"
                                            "a\0",
                                            6)),
            "\xEF\xBF\xBD"
            "a");
}

}  // namespace
}  // namespace yuqing
