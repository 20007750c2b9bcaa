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

TEST(ReportTerms, AreShortHanStringsAndWords) {
  EXPECT_EQ(terms_of("国货之光"),
            (std::set<std::string>{"国货", "货之", "之光", "国货之", "货之光", "国货之光"}));
  EXPECT_EQ(terms_of("用DeepSeek R1 2025"), (std::set<std::string>{"deepseek", "r1"}));
  EXPECT_EQ(terms_of("好好好好好"), (std::set<std::string>{"好好", "好好好", "好好好好"}));
}

TEST(ReportTerms, DoNotGoAcrossMarksNamesAndPictures) {
  EXPECT_EQ(terms_of("国，货@测试 之[doge]光"), (std::set<std::string>{}));
}

}  // namespace
}  // namespace yuqing
