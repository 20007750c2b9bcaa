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
constexpr std::size_t kMostPhrase = 16;

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

// Whether one of two counts is about as large as the other, so that they count the same thing.
bool is_about(std::uint64_t a, std::uint64_t b) {
  return std::max(a, b) - std::min(a, b) <= std::max(a, b) / 10;
}

// Puts `b` behind `a` where it goes on with all but the first of a's last characters.
bool join(Rise& a, const Rise& b) {
  for (std::size_t shared = std::min(a.text.size(), b.text.size()) - 1; shared >= 1; shared--) {
    if (a.text.ends_with(b.text.substr(0, shared))) {
      const bool fits = shared >= 2 && a.text.size() + b.text.size() - shared <= kMostPhrase;
      if (fits) {
        a.text += b.text.substr(shared);
        a.now = std::min(a.now, b.now);
        a.before = std::min(a.before, b.before);
      }
      return fits;
    }
  }
  return false;
}

bool is_han(const Rise& rise) {
  return rise.text.front() > 0x7F;
}

// Neither holds the other: they may be two ends of one phrase.
bool are_ends(const Rise& a, const Rise& b) {
  return is_han(a) && is_han(b) && is_about(a.now, b.now) &&
         a.text.find(b.text) == std::u16string::npos && b.text.find(a.text) == std::u16string::npos;
}

// False when no two can be joined.
bool join_two(std::vector<Rise>& rises) {
  for (std::size_t a = 0; a < rises.size(); a++) {
    for (std::size_t b = 0; b < rises.size(); b++) {
      if (a != b && are_ends(rises[a], rises[b]) && join(rises[a], rises[b])) {
        rises.erase(rises.begin() + static_cast<std::ptrdiff_t>(b));
        return true;
      }
    }
  }
  return false;
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

std::vector<Rise> without_pieces(std::vector<Rise> rises) {
  while (join_two(rises)) {
  }
  std::vector<Rise> kept;
  for (const Rise& rise : rises) {
    const bool is_piece = std::ranges::any_of(rises, [&](const Rise& longer) {
      return longer.text.size() > rise.text.size() && is_about(longer.now, rise.now) &&
             longer.text.find(rise.text) != std::u16string::npos;
    });
    if (!is_piece) {
      kept.push_back(rise);
    }
  }
  return kept;
}

}  // namespace yuqing
