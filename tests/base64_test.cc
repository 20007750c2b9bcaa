#include "operators/base64.h"

#include <gtest/gtest.h>

#include <string>

namespace yuqing {
namespace {

TEST(Base64, ComesBackAsItWent) {
  std::string bytes;
  for (int i = 0; i < 300; i++) {
    std::string text;
    append_base64(text, bytes);
    EXPECT_EQ(from_base64(text), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, IsThatOfTheStandard) {
  std::string text;
  append_base64(text, "fooba");
  EXPECT_EQ(text, "Zm9vYmE=");
  EXPECT_FALSE(from_base64("Zm9"));
  EXPECT_FALSE(from_base64("Zm9$"));
  EXPECT_FALSE(from_base64("Z=m9"));
}

}  // namespace
}  // namespace yuqing
