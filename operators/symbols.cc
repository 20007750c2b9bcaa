// See symbols.h.
#include "operators/symbols.h"

#include <immintrin.h>

#include <bit>
#include <cstdint>

#include "operators/normalize.h"

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

constexpr std::size_t kPlainAtOnce = 16;

// Bit i: unit i equals unit i + 1.
unsigned repeats_at(const char16_t* chars, __m256i units) {
  const __m256i next = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(chars + 1));
  const __m256i same = _mm256_cmpeq_epi16(units, next);
  return static_cast<unsigned>(_mm_movemask_epi8(
      _mm_packs_epi16(_mm256_castsi256_si128(same), _mm256_extracti128_si256(same, 1))));
}

// Copies 16 units and returns how many of them are symbols as they stand: Han, marks and symbols
// that are no third of a run. Reads 17 units, and two symbols before `out`; reading those 16 at
// once would have to wait until they are written.
std::size_t copy_plain(const char16_t* chars, const CharClass* classes, char16_t* out) {
  const __m256i units = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(chars));
  const unsigned repeats = repeats_at(chars, units);
  const bool repeats_last = chars[0] == out[-1];
  const unsigned first_thirds = static_cast<unsigned>(repeats_last && out[-1] == out[-2]) |
                                (static_cast<unsigned>(repeats_last) << 1 & repeats << 1);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), units);
  // Lower to blank stand together in the order of CharClass.
  const __m128i is = _mm_loadu_si128(reinterpret_cast<const __m128i*>(classes));
  const __m128i composed =
      _mm_andnot_si128(_mm_cmpeq_epi8(is, _mm_setzero_si128()),
                       _mm_cmpgt_epi8(_mm_set1_epi8(static_cast<char>(CharClass::mark)), is));
  const unsigned stops = static_cast<unsigned>(_mm_movemask_epi8(composed)) | first_thirds |
                         (repeats << 1 & repeats << 2) | 1U << kPlainAtOnce;
  return static_cast<std::size_t>(std::countr_zero(stops));
}

// Writes the symbol that begins at the first unit, unless it is a third; returns the units used.
std::size_t cut_one(const char16_t* chars, const CharClass* classes, std::size_t left,
                    char16_t*& out) {
  char16_t code = chars[0];
  std::size_t used = 1;
  if (is_letter(classes[0])) {
    const Run run = run_at(chars, classes, left);
    code = word_code(run);
    used = run.size;
  } else if (classes[0] == CharClass::digit) {
    const Run run = run_at(chars, classes, left);
    code = number_code(run);
    used = run.size;
  }
  *out = code;
  const bool third = out[-1] == code && out[-2] == code;
  out += third || classes[0] == CharClass::blank ? 0 : 1;
  return used;
}

}  // namespace

std::size_t cut_symbols(const char16_t* chars, const CharClass* classes, std::size_t size,
                        char16_t* symbols) {
  // Two edges for a start: a look at the last two symbols needs no question.
  symbols[0] = kEdge;
  symbols[1] = kEdge;
  char16_t* out = symbols + 2;
  for (std::size_t at = 0; at < size;) {
    if (size - at > kPlainAtOnce) {
      const std::size_t plain = copy_plain(chars + at, classes + at, out);
      at += plain;
      out += plain;
      if (plain == kPlainAtOnce) {
        continue;
      }
    }
    at += cut_one(chars + at, classes + at, size - at, out);
  }
  *out = kEdge;
  return static_cast<std::size_t>(out - symbols) - 2;
}

std::vector<std::uint32_t> symbol_begins(const char16_t* chars, const CharClass* classes,
                                         std::size_t size) {
  std::vector<std::uint32_t> begins;
  std::vector<char16_t> symbols(size + kSymbolRoom, kEdge);
  char16_t* out = symbols.data() + 2;
  for (std::size_t at = 0; at < size;) {
    const char16_t* const before = out;
    const std::size_t used = cut_one(chars + at, classes + at, size - at, out);
    if (out != before) {
      begins.push_back(static_cast<std::uint32_t>(at));
    }
    at += used;
  }
  return begins;
}

Symbols symbols_in(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(text, chars, classes);
  Symbols made;
  made.with_edges.resize(chars.size() + kSymbolRoom);
  made.size = cut_symbols(chars.data(), classes.data(), chars.size(), made.with_edges.data());
  return made;
}

Symbols symbols_of(std::string_view text) {
  return symbols_in(own_text(text));
}

bool is_emoticon(char16_t symbol) {
  return (symbol >= kFirstEmoji && symbol <= 0xDFFF) ||
         (symbol >= kFirstEmoticon && symbol <= 0xF8FF) || (symbol >= 0x2600 && symbol <= 0x27BF);
}

}  // namespace yuqing
