#include "operators/card.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

constexpr std::string_view kMarked =
    "<!-- figures: written by yuqing train --card -->\nold\n<!-- end of figures -->\n";

TEST(Card, HasItsFiguresReplaced) {
  const std::string card = "# Card\n" + std::string(kMarked) + "## Limits\n";

  EXPECT_EQ(renewed_card(card, "new\n"),
            "# Card\n<!-- figures: written by yuqing train --card -->\nnew\n"
            "<!-- end of figures -->\n## Limits\n");
  EXPECT_EQ(renewed_card(card, "old\n"), card);
}

TEST(Card, WithoutMarksGetsThemAtItsEnd) {
  EXPECT_EQ(renewed_card("", "old\n"), kMarked);
  EXPECT_EQ(renewed_card("# Card\n", "old\n"), "# Card\n\n" + std::string(kMarked));
}

}  // namespace
}  // namespace yuqing
