// See symbols.h.
#include "operators/symbols.h"

#include <cstdint>

namespace yuqing {
namespace {

// Words share the codes of Yi and Hangul, which hardly occur in these posts.
constexpr std::uint32_t kFirstWord = 0xA000;
constexpr std::uint32_t kWords = 0x3800;
// Numbers by their length, behind kMention.
constexpr std::uint32_t kFirstNumber = 0xE002;
constexpr std::uint32_t kLongestNumber = 5;

bool is_letter(CharClass is) {
  return is == CharClass::lower || is == CharClass::upper;
}

// A run of letters or digits.
struct Run {
  std::size_t size = 0;
  std::uint32_t hash = 0;
  bool repeats = false;  // a character stands twice or more in a row
};

Run run_at(const char16_t* chars, const CharClass* classes, std::size_t left) {
  Run run;
  const bool letters = is_letter(classes[0]);
  while (run.size < left &&
         (letters ? is_letter(classes[run.size]) : classes[run.size] == CharClass::digit)) {
    const std::size_t i = run.size++;
    run.repeats = run.repeats || (i > 0 && chars[i] == chars[i - 1]);
    if (i > 1 && chars[i] == chars[i - 1] && chars[i] == chars[i - 2]) {
      continue;  // "soooo" is "soo"
    }
    run.hash = (run.hash ^ chars[i]) * 0x9E3779B1;
    run.hash ^= run.hash >> 15;
  }
  return run;
}

char16_t word_code(const Run& run) {
  return static_cast<char16_t>(kFirstWord + run.hash % kWords);
}

// "666" and "233" are words; other numbers are as long as they are.
char16_t number_code(const Run& run) {
  if (run.repeats) {
    return word_code(run);
  }
  const std::uint32_t length =
      run.size < kLongestNumber ? static_cast<std::uint32_t>(run.size) : kLongestNumber;
  return static_cast<char16_t>(kFirstNumber + length - 1);
}

}  // namespace

std::size_t cut_symbols(const char16_t* chars, const CharClass* classes, std::size_t size,
                        char16_t* symbols) {
  char16_t* out = symbols;
  *out++ = kEdge;
  for (std::size_t at = 0; at < size;) {
    char16_t code = chars[at];
    std::size_t used = 1;
    const CharClass is = classes[at];
    if (is_letter(is) || is == CharClass::digit) {
      const Run run = run_at(chars + at, classes + at, size - at);
      code = is_letter(is) ? word_code(run) : number_code(run);
      used = run.size;
    }
    at += used;
    const std::size_t made = static_cast<std::size_t>(out - symbols);
    const bool third = made > 2 && out[-1] == code && out[-2] == code;
    *out = code;
    out += third || is == CharClass::blank ? 0 : 1;
  }
  *out = kEdge;
  return static_cast<std::size_t>(out - symbols) - 1;
}

}  // namespace yuqing
