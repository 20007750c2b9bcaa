#include "pipeline/plain_text.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

TEST(PlainText, KnowsSoundUtf8) {
  for (const std::string_view text : {"", "a", "\x7F", "\u0080", "é", "国", "😀", "\uFFFF",
                                      "\U0010FFFF", "\xED\x9F\xBF", "\xEE\x80\x80"}) {
    EXPECT_EQ(sound_utf8(text), text.size());
  }
}

TEST(PlainText, FindsTheFirstByteThatIsNoUtf8) {
  for (const std::string_view text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE2\x82",
        "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF0\x9F\x98",
        "\xFF"}) {
    EXPECT_EQ(sound_utf8("国a" + std::string(text)), 4u) << text;
  }
}

}  // namespace
}  // namespace yuqing
