#include "pipeline/nesting.h"

#include <gtest/gtest.h>

#include <string>

#include "pipeline/config.h"

namespace yuqing {
namespace {

std::string nested(std::size_t levels) {
  return "a = " + std::string(levels, '[') + std::string(levels, ']') + "\n";
}

TEST(Nesting, MayBeThirtyTwoDeep) {
  const std::string deepest = nested(kMostNesting);
  const std::string deeper = nested(kMostNesting + 1);

  EXPECT_EQ(too_deep(deepest), deepest.size());
  EXPECT_EQ(too_deep(deeper), 4 + kMostNesting);
}

TEST(Nesting, IsNotThatOfBracketsInStringsAndComments) {
  const std::string many(100, '[');
  for (const std::string& text : {
           "a = \"" + many + "\"\n",
           "a = '" + many + "'\n",
           "a = \"\"\"" + many + "\n\\\"\"\"" + many + "\"\"\"\n",
           "a = '''" + many + "\n'" + many + "'''\n",
           "# " + many + "\n",
       }) {
    EXPECT_EQ(too_deep(text), text.size()) << text;
  }
}

TEST(Nesting, EndsWithItsBracket) {
  std::string text;
  for (int i = 0; i < 100; i++) {
    text += "[[topic]]\nids = [1.5, [2.5], {a.b = 1}]\n";
  }
  EXPECT_EQ(too_deep(text), text.size());
}

TEST(Nesting, IsThatOfDottedNamesToo) {
  std::string name = "a";
  for (std::size_t i = 0; i <= kMostNesting; i++) {
    name += i % 2 == 0 ? ".b" : " . \"c.d\"";
  }
  EXPECT_LT(too_deep(name + " = 1\n"), name.size());
  EXPECT_LT(too_deep("[" + name + "]\n"), name.size());
}

TEST(Nesting, ThatIsTooDeepIsAComplaintAndNoCrash) {
  File file("deep.toml", "b = 1\n" + nested(1'000'000));

  ASSERT_EQ(file.complaints().size(), 1u);
  EXPECT_EQ(file.complaints().front(),
            "deep.toml:2: nests deeper than 32 levels here; brackets or dots are wrong");
}

}  // namespace
}  // namespace yuqing
