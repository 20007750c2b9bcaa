// See decode.h. Nearly all characters of a post take three bytes, so eight of them at a time go
// through AVX2, which every processor that this program runs on has; the others one by one.
#include "operators/decode.h"

#include <immintrin.h>

#include <algorithm>
#include <bit>

#include "operators/utf8.h"

namespace yuqing {
namespace {

constexpr char32_t kJoiner = 0x200D;
constexpr std::size_t kAtOnce = 8;
// Bytes that fold_eight() may read.
constexpr std::size_t kVectorBytes = 32;

static_assert(sizeof(Folded) == 4, "fold_eight() takes an entry apart itself");

// The character behind a joiner: it belongs to the picture before it.
std::size_t joined_size(std::string_view rest, const Units& units) {
  if (rest.empty() || units.size == 0 || units.classes[units.size - 1] != CharClass::symbol) {
    return 0;
  }
  const Decoded next = decoded(rest);
  return fold_table()[next.code].is == CharClass::symbol ? next.size : 0;
}

// Where the first eight characters of 24 bytes cease to have three bytes each.
unsigned leading_triples(__m256i bytes) {
  constexpr unsigned kLeads = 0b001001001001001001001001;
  constexpr unsigned kTails = 0b110110110110110110110110;
  const __m256i lead = _mm256_and_si256(bytes, _mm256_set1_epi8(static_cast<char>(0xF0)));
  const __m256i tail = _mm256_and_si256(bytes, _mm256_set1_epi8(static_cast<char>(0xC0)));
  const auto leads = static_cast<unsigned>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi8(lead, _mm256_set1_epi8(static_cast<char>(0xE0)))));
  const auto tails = static_cast<unsigned>(
      _mm256_movemask_epi8(_mm256_cmpeq_epi8(tail, _mm256_set1_epi8(static_cast<char>(0x80)))));
  const unsigned wrong = (leads ^ kLeads) | (tails ^ kTails) | 1U << 24;
  return static_cast<unsigned>(std::countr_zero(wrong)) / 3;
}

// The codes of eight characters of three bytes each; nonsense, but within 16 bits, for others.
__m256i codes_at(const char* bytes) {
  const __m256i spread = _mm256_setr_epi8(2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1, 2,
                                          1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1);
  const __m256i halves = _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(bytes + 12),
                                             reinterpret_cast<const __m128i*>(bytes));
  const __m256i x = _mm256_shuffle_epi8(halves, spread);
  const __m256i low = _mm256_and_si256(x, _mm256_set1_epi32(0x3F));
  const __m256i middle = _mm256_and_si256(_mm256_srli_epi32(x, 2), _mm256_set1_epi32(0xFC0));
  const __m256i high = _mm256_and_si256(_mm256_srli_epi32(x, 4), _mm256_set1_epi32(0xF000));
  return _mm256_or_si256(low, _mm256_or_si256(middle, high));
}

// Folds up to eight characters of three bytes, stopping before anything else and before a dropped
// one; returns how many.
// Writes eight units behind the others, whatever it returns, and leaves their size alone.
unsigned fold_eight(const char* bytes, Units& units, bool& may_hold_symbols) {
  const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
  const __m256i codes = codes_at(bytes);
  const __m256i entries = _mm256_i32gather_epi32(reinterpret_cast<const int*>(fold_table().basic()),
                                                 codes, sizeof(Folded));
  const __m256i chars = _mm256_and_si256(entries, _mm256_set1_epi32(0xFFFF));
  const __m256i overlong = _mm256_cmpgt_epi32(_mm256_set1_epi32(0x800), codes);
  const __m256i dropped = _mm256_cmpeq_epi32(chars, _mm256_setzero_si256());
  const auto bad = static_cast<unsigned>(
      _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_or_si256(overlong, dropped))));
  const unsigned good =
      std::min(leading_triples(first), static_cast<unsigned>(std::countr_zero(bad | 1U << 8)));

  const __m256i classes = _mm256_and_si256(_mm256_srli_epi32(entries, 16), _mm256_set1_epi32(0xFF));
  const __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi32(chars, classes), 0xD8);
  const __m128i eight = _mm256_extracti128_si256(packed, 1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(units.chars + units.size),
                   _mm256_castsi256_si128(packed));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(units.classes + units.size),
                   _mm_packus_epi16(eight, eight));
  may_hold_symbols |= _mm256_testz_si256(entries, _mm256_set1_epi32(~0xFFFFFF)) == 0;
  return good;
}

}  // namespace

std::size_t fold_one(std::string_view text, Units& units, bool& may_hold_symbols) {
  const Decoded next = decoded(text);
  const Folded folded = fold_table()[next.code];
  if (folded.to == 0) [[unlikely]] {
    return next.size + (next.code == kJoiner ? joined_size(text.substr(next.size), units) : 0);
  }
  units.add(folded.to, folded.is);
  may_hold_symbols |= folded.starts_symbol;
  return next.size;
}

bool decode_and_fold(std::string_view text, Units& made) {
  Units units = made;
  bool may_hold_symbols = false;
  for (std::size_t at = 0; at < text.size();) {
    const bool is_ascii = static_cast<signed char>(text[at]) >= 0;
    if (!is_ascii && text.size() - at >= kVectorBytes) {
      const unsigned folded = fold_eight(text.data() + at, units, may_hold_symbols);
      // The usual count is a constant, so that the next eight need not wait for these.
      if (folded == kAtOnce) [[likely]] {
        at += 3 * kAtOnce;
        units.size += kAtOnce;
        continue;
      }
      if (folded != 0) {
        at += std::size_t{3} * folded;
        units.size += folded;
        continue;
      }
    }
    at += fold_one(text.substr(at), units, may_hold_symbols);
  }
  made = units;
  return may_hold_symbols;
}

}  // namespace yuqing
