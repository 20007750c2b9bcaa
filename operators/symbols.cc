// See symbols.h.
#include "operators/symbols.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#include "operators/normalize.h"

namespace yuqing {
namespace {

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
    run.hash = hash_letter(run.hash, chars[i]);
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

// Bit i: unit i is a link, an @name, or a mark that a hashtag may begin with.
unsigned dropped_at(__m256i units) {
  static_assert(kLink % 2 == 0 && kMention == kLink + 1);
  const __m256i names = _mm256_cmpeq_epi16(_mm256_or_si256(units, _mm256_set1_epi16(1)),
                                           _mm256_set1_epi16(static_cast<short>(kMention)));
  const __m256i tags = _mm256_cmpeq_epi16(units, _mm256_set1_epi16(u'#'));
  const __m256i either = _mm256_or_si256(names, tags);
  return static_cast<unsigned>(_mm_movemask_epi8(
      _mm_packs_epi16(_mm256_castsi256_si128(either), _mm256_extracti128_si256(either, 1))));
}

// Copies 16 units and returns how many of them are symbols as they stand: Han, marks and symbols
// that are no third of a run, and dropped nowhere. Reads 17 units, and two symbols before `out`;
// reading those 16 at once would have to wait until they are written.
[[gnu::always_inline]] inline std::size_t copy_plain(const char16_t* chars,
                                                     const CharClass* classes, char16_t* out) {
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
                         dropped_at(units) | (repeats << 1 & repeats << 2) | 1U << kPlainAtOnce;
  return static_cast<std::size_t>(std::countr_zero(stops));
}

// Writes the symbol that begins at the first unit, unless it is a third; returns the units used.
[[gnu::always_inline]] inline std::size_t cut_one(const char16_t* chars, const CharClass* classes,
                                                  std::size_t left, char16_t*& out) {
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
  const bool dropped = classes[0] == CharClass::blank || code == kLink || code == kMention;
  out += third || dropped ? 0 : 1;
  return used;
}

constexpr std::size_t kLongestTag = 40;  // in units, with both marks

// The units of the #hashtag# that begins at the first unit; 0 if none does.
std::size_t tag_at(const char16_t* chars, std::size_t left) {
  if (chars[0] != u'#') {
    return 0;
  }
  const std::u16string_view rest(chars + 1, std::min(left, kLongestTag) - 1);
  const std::size_t end = rest.find(u'#');
  return end == rest.npos || end == 0 ? 0 : end + 2;
}

// Whether a symbol is more than a mark or a number.
bool says_something(char16_t symbol) {
  return (symbol >= 0x3400 && symbol < kLink) || is_emoticon(symbol);
}

struct Cut {
  const char16_t* end = nullptr;  // of the symbols
  bool left_tags = false;         // some were left out
};

// Writes the symbols of a text, those of its hashtags or not.
Cut cut(const char16_t* chars, const CharClass* classes, std::size_t size, bool with_tags,
        char16_t* out) {
  bool left_tags = false;
  for (std::size_t at = 0; at < size;) {
    if (size - at > kPlainAtOnce) {
      const std::size_t plain = copy_plain(chars + at, classes + at, out);
      at += plain;
      out += plain;
      if (plain == kPlainAtOnce) {
        continue;
      }
    }
    const std::size_t tag = with_tags ? 0 : tag_at(chars + at, size - at);
    left_tags = left_tags || tag > 0;
    at += tag > 0 ? tag : cut_one(chars + at, classes + at, size - at, out);
  }
  return {.end = out, .left_tags = left_tags};
}

// Whether the hashtags must speak, because hardly anything else does.
bool needs_tags(const char16_t* begin, const Cut& without) {
  constexpr int kFew = 4;
  if (!without.left_tags) {
    return false;
  }
  int said = 0;
  for (const char16_t* at = begin; at != without.end && said < kFew; at++) {
    said += says_something(*at) ? 1 : 0;
  }
  return said < kFew;
}

}  // namespace

std::size_t cut_symbols(const char16_t* chars, const CharClass* classes, std::size_t size,
                        char16_t* symbols) {
  // Two edges for a start: a look at the last two symbols needs no question.
  symbols[0] = kEdge;
  symbols[1] = kEdge;
  char16_t* const begin = symbols + 2;
  Cut made = cut(chars, classes, size, false, begin);
  if (needs_tags(begin, made)) {
    made = cut(chars, classes, size, true, begin);
  }
  const auto cut_size = static_cast<std::size_t>(made.end - begin);
  begin[cut_size] = kEdge;
  return cut_size;
}

std::vector<Span> symbol_places(const char16_t* chars, const CharClass* classes, std::size_t size) {
  std::vector<Span> places;
  std::vector<char16_t> symbols(size + kSymbolRoom, kEdge);
  char16_t* out = symbols.data() + 2;
  const bool with_tags = needs_tags(out, cut(chars, classes, size, false, out));
  for (std::size_t at = 0; at < size;) {
    const char16_t* const before = out;
    const std::size_t tag = with_tags ? 0 : tag_at(chars + at, size - at);
    const std::size_t used = tag > 0 ? tag : cut_one(chars + at, classes + at, size - at, out);
    if (out != before) {
      places.push_back(
          {.begin = static_cast<std::uint32_t>(at), .size = static_cast<std::uint32_t>(used)});
    }
    at += used;
  }
  return places;
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
