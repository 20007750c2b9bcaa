#include "pipeline/places.h"

#include <gtest/gtest.h>

#include "pipeline/config.h"

namespace yuqing {
namespace {

// The text of the only key and the character of the file that makes its byte `at`.
char made_of(const std::string& file_text, std::size_t at) {
  const std::size_t begin = file_text.find_first_of("\"'");
  return file_text[source_of(file_text, begin, at)];
}

TEST(Places, FindTheSourceOfPlainAndLiteralTexts) {
  EXPECT_EQ(made_of("a = \"xyz\"", 1), 'y');
  EXPECT_EQ(made_of("a = 'x\\z'", 2), 'z');
  EXPECT_EQ(made_of("a = '''\nxyz'''", 0), 'x');
  EXPECT_EQ(made_of("a = \"\"\"\r\nxyz\"\"\"", 2), 'z');
}

TEST(Places, PassEscapesByWhatTheyMake) {
  EXPECT_EQ(made_of("a = \"\\t\\\"z\"", 2), 'z');
  EXPECT_EQ(made_of("a = \"\\u56fdz\"", 3), 'z');
  EXPECT_EQ(made_of("a = \"\\U0001F600z\"", 4), 'z');
  EXPECT_EQ(made_of("a = \"\"\"x\\\n   yz\"\"\"", 2), 'z');
}

TEST(Places, CountLinesAndCharactersFromOne) {
  const std::string text = "a\n国x\n";
  const LineIndex lines(text);

  EXPECT_EQ(lines.position(text, 0).line, 1u);
  EXPECT_EQ(lines.position(text, 0).column, 1u);
  EXPECT_EQ(lines.position(text, 5).line, 2u);
  EXPECT_EQ(lines.position(text, 5).column, 2u);
}

TEST(Places, PointIntoTheTextsOfAFile) {
  File file("t.toml", "# 注\n[s]\na = '''\nab\ncd'''\nb = [\"x\", \"\\u56fd y\"]\n");
  file.tell_columns();
  const Section section = file.root().table("s");

  section.complain("a", section.located("a"), 4, "here");
  section.complain("b", section.located_texts("b")[1], 4, "there");
  section.complain("b", "all of it");

  EXPECT_EQ(file.complaints(),
            (std::vector<std::string>{"t.toml:5:2: s.a: here", "t.toml:6:5: s.b: all of it",
                                      "t.toml:6:19: s.b: there"}));
}

}  // namespace
}  // namespace yuqing
