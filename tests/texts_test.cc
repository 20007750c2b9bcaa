#include "pipeline/texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace yuqing {
namespace {

std::string_view written(Texts& texts, const std::string& text) {
  char* const room = texts.room(text.size());
  return texts.keep(std::ranges::copy(text, room).out);
}

TEST(Texts, KeepsEveryTextInItsPlaceHoweverManyFollow) {
  Texts texts;
  std::vector<std::string_view> kept;
  kept.reserve(500);

  for (std::size_t i = 0; i < 500; i++) {
    kept.push_back(written(texts, std::string(i * 7, static_cast<char>('a' + i % 26))));
  }

  for (std::size_t i = 0; i < 500; i++) {
    EXPECT_EQ(kept[i], std::string(i * 7, static_cast<char>('a' + i % 26)));
  }
}

TEST(Texts, TakesOnlyWhatIsKept) {
  Texts texts;

  const char* const first = texts.room(100);

  EXPECT_EQ(texts.room(50), first);
  EXPECT_EQ(texts.keep(first), "");
}

TEST(Texts, AllocatesNothingForWhatWasThereBefore) {
  Texts texts;
  const std::string large(100'000, 'x');
  written(texts, "small");
  written(texts, large);
  texts.clear();

  const char* const begin = written(texts, "small").data();
  const char* const behind = written(texts, large).data();

  EXPECT_EQ(behind, begin + 5);
  texts.clear();
  EXPECT_EQ(written(texts, "small").data(), begin);
}

}  // namespace
}  // namespace yuqing
