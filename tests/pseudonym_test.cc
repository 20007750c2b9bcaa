#include "operators/pseudonym.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

TEST(Pseudonyms, AreHmacSha256OfKindAndText) {
  // printf 'post\0005127522548373127' | openssl dgst -sha256 -hmac 0123456789abcdef
  EXPECT_EQ(Pseudonyms("0123456789abcdef").of("post", "5127522548373127"),
            "aa7c57a9db824def7d0d8b91ebe06392");
}

TEST(Pseudonyms, DependOnTheKeyAndOnTheKind) {
  const Pseudonyms names("0123456789abcdef");
  const Pseudonyms others("0123456789abcdeg");

  EXPECT_EQ(names.of("post", "1"), names.of("post", "1"));
  EXPECT_NE(names.of("post", "1"), others.of("post", "1"));
  EXPECT_NE(names.of("post", "1"), names.of("account", "1"));
  EXPECT_NE(names.of("post", "1"), names.of("post", "2"));
}

}  // namespace
}  // namespace yuqing
