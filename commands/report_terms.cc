// See report_terms.h.
#include "commands/report_terms.h"

#include <algorithm>

#include "commands/report_tally.h"
#include "pipeline/plain_text.h"

namespace yuqing {
namespace {

constexpr std::size_t kMostHan = 4;
constexpr std::size_t kFewestLetters = 2;
constexpr std::size_t kMostLetters = 24;

bool is_letter(CharClass is) {
  return is == CharClass::lower || is == CharClass::upper;
}

void add_han(std::u16string_view run, std::vector<Term>& terms) {
  for (std::size_t begin = 0; begin + 1 < run.size(); begin++) {
    std::uint64_t key = run[begin];
    for (std::size_t size = 2; size <= kMostHan && begin + size <= run.size(); size++) {
      key = key << 16 | run[begin + size - 1];
      terms.push_back({.key = key, .word = {}});
    }
  }
}

void add_word(std::u16string_view chars, std::span<const CharClass> classes, Span word,
              std::vector<Term>& terms) {
  const auto letters = std::ranges::count_if(classes.subspan(word.begin, word.size), is_letter);
  if (letters > 0 && word.size >= kFewestLetters && word.size <= kMostLetters) {
    terms.push_back({.key = key_of(utf8_of(chars.substr(word.begin, word.size))), .word = word});
  }
}

}  // namespace

void collect_terms(std::u16string_view chars, std::span<const CharClass> classes,
                   std::vector<Term>& terms) {
  const std::size_t first = terms.size();
  for (std::size_t i = 0; i < chars.size();) {
    const std::size_t begin = i;
    const bool han = classes[i] == CharClass::han;
    const auto belongs = [&](CharClass is) {
      return han ? is == CharClass::han : is_letter(is) || is == CharClass::digit;
    };
    if (!belongs(classes[i])) {
      i++;
      continue;
    }
    while (i < chars.size() && belongs(classes[i])) {
      i++;
    }
    if (han) {
      add_han(chars.substr(begin, i - begin), terms);
    } else {
      add_word(chars, classes,
               {.begin = static_cast<std::uint32_t>(begin),
                .size = static_cast<std::uint32_t>(i - begin)},
               terms);
    }
  }
  const auto begin = terms.begin() + static_cast<std::ptrdiff_t>(first);
  std::sort(begin, terms.end(), [](const Term& a, const Term& b) { return a.key < b.key; });
  terms.erase(
      std::unique(begin, terms.end(), [](const Term& a, const Term& b) { return a.key == b.key; }),
      terms.end());
}

}  // namespace yuqing
