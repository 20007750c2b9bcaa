#include "commands/report_terms.h"

#include <gtest/gtest.h>

#include <set>

#include "operators/normalize.h"
#include "pipeline/plain_text.h"

namespace yuqing {
namespace {

struct Normal {
  explicit Normal(std::string_view text) { normalize(text, chars, classes); }
  std::u16string_view view() const { return {chars.data(), chars.size()}; }
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
};

std::set<std::string> terms_of(std::string_view text) {
  const Normal normal(text);
  std::vector<Term> terms;
  collect_terms(normal.view(), normal.classes, terms);
  std::set<std::string> texts;
  for (const Term& term : terms) {
    texts.insert(term.word.size > 0 ? utf8_of(normal.view().substr(term.word.begin, term.word.size))
                                    : utf8_of(packed_text(term.key)));
  }
  EXPECT_EQ(texts.size(), terms.size()) << "each stands once";
  return texts;
}

std::vector<std::string> kept(std::vector<Rise> rises) {
  std::vector<std::string> texts;
  for (const Rise& rise : without_pieces(std::move(rises))) {
    texts.push_back(utf8_of(rise.text));
  }
  return texts;
}

TEST(ReportTerms, AreShortHanStringsAndWords) {
  EXPECT_EQ(terms_of("国货之光"),
            (std::set<std::string>{"国货", "货之", "之光", "国货之", "货之光", "国货之光"}));
  EXPECT_EQ(terms_of("用DeepSeek R1 2025"), (std::set<std::string>{"deepseek", "r1"}));
  EXPECT_EQ(terms_of("好好好好好"), (std::set<std::string>{"好好", "好好好", "好好好好"}));
}

TEST(ReportTerms, DoNotGoAcrossMarksNamesAndPictures) {
  EXPECT_EQ(terms_of("国，货@测试 之[doge]光"), (std::set<std::string>{}));
}

TEST(ReportTerms, PiecesOfAPhraseArePutTogether) {
  EXPECT_EQ(kept({{.text = u"锅炉工程", .now = 100, .before = 0, .z = 5},
                  {.text = u"炉工程师", .now = 101, .before = 0, .z = 5},
                  {.text = u"工程师", .now = 102, .before = 1, .z = 4},
                  {.text = u"工程师连", .now = 99, .before = 0, .z = 4}}),
            (std::vector<std::string>{"锅炉工程师连"}));
}

TEST(ReportTerms, APieceThatOccursElsewhereStays) {
  EXPECT_EQ(kept({{.text = u"国货之光", .now = 100, .before = 0, .z = 5},
                  {.text = u"国货", .now = 150, .before = 0, .z = 4}}),
            (std::vector<std::string>{"国货之光", "国货"}));
}

}  // namespace
}  // namespace yuqing
