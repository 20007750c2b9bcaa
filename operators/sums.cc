// The hot loop of the model, in AVX2, which every processor that this program runs on has.
//
// A row is eight bytes, one a head. First the numbers of many pairs' rows are calculated, eight at
// a time. Then the two rows of a place are taken, their bytes interleaved, and added in pairs into
// eight lanes of 16 bits; before a lane can overflow, the lanes are added into 32 bits. The numbers
// go through memory: taking them out of a vector one by one costs more than the rows.
#include <immintrin.h>

#include <algorithm>

#include "operators/model.h"
#include "operators/negation.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

constexpr std::size_t kAtOnce = 8;
// A place adds at most 2 * 128 to a lane of 16 bits.
constexpr std::size_t kSafePlaces = 120;
static_assert(kSafePlaces * 2 * 128 < 0x8000 && kSafePlaces % kAtOnce == 0);

using PairRows = std::array<std::uint32_t, kSafePlaces>;

__m256i pair_rows(__m256i left, __m256i right) {
  const __m256i a = _mm256_mullo_epi32(left, _mm256_set1_epi32(static_cast<int>(0x9E3779B1U)));
  const __m256i b =
      _mm256_add_epi32(_mm256_mullo_epi32(right, _mm256_set1_epi32(static_cast<int>(0x85EBCA77U))),
                       _mm256_slli_epi32(right, 16));
  const __m256i product =
      _mm256_mullo_epi32(_mm256_xor_si256(a, b), _mm256_set1_epi32(static_cast<int>(0xC2B2AE3DU)));
  return _mm256_add_epi32(_mm256_srli_epi32(product, 32 - kPairBits),
                          _mm256_set1_epi32(static_cast<int>(kSingles)));
}

__m256i symbols_at(const char16_t* symbols) {
  return _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(symbols)));
}

// Fills whole eights; what is behind the last place means nothing.
void find_pairs(const char16_t* symbols, std::size_t places, PairRows& pairs) {
  for (std::size_t i = 0; i < places; i += kAtOnce) {
    const __m256i rows = pair_rows(symbols_at(symbols + i + 1), symbols_at(symbols + i + 2));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(pairs.data() + i), rows);
  }
}

__m128i row_at(const std::uint64_t* rows, std::uint32_t row) {
  return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(rows + row));
}

__m128i sum_of(const std::uint64_t* rows, const char16_t* symbols, const PairRows& pairs,
               std::size_t places) {
  const __m128i ones = _mm_set1_epi8(1);
  __m128i sum = _mm_setzero_si128();
#pragma GCC unroll 4
  for (std::size_t i = 0; i < places; i++) {
    const __m128i both = _mm_unpacklo_epi8(row_at(rows, pairs[i]), row_at(rows, symbols[i + 2]));
    sum = _mm_add_epi16(sum, _mm_maddubs_epi16(ones, both));
  }
  return sum;
}

// The rows that lie within a reach: of its symbols, and of the pairs of them.
Sums sum_within(const std::uint64_t* rows, const char16_t* symbols, const Reach& reach) {
  __m256i sum = _mm256_setzero_si256();
  for (std::size_t i = reach.begin; i < reach.end; i++) {
    const RowPlace place = place_at(symbols, i);
    sum = _mm256_add_epi32(sum, _mm256_cvtepi8_epi32(row_at(rows, place.single)));
    if (i > reach.begin) {
      sum = _mm256_add_epi32(sum, _mm256_cvtepi8_epi32(row_at(rows, place.pair)));
    }
  }
  Sums made;
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(made.data()), sum);
  return made;
}

// Turns what was added to `sums` as it stands.
void turn(Sums& sums, const Sums& within) {
  const std::int32_t lead = within[kPositiveHead] - within[kNegativeHead];
  sums[kNegativeHead] += lead;
  sums[kPositiveHead] -= lead;
  for (std::size_t i = kSentiments; i < kHeads; i++) {
    sums[i] -= within[i];
  }
}

}  // namespace

Sums Model::sums(const char16_t* symbols, std::size_t size) const {
  __m256i sums = _mm256_setzero_si256();
  const std::uint64_t* const rows = weights_->rows.data();
  PairRows pairs;
  for (std::size_t begin = 0; begin <= size; begin += kSafePlaces) {
    const std::size_t places = std::min(size + 1 - begin, kSafePlaces);
    find_pairs(symbols + begin, places, pairs);
    const __m128i some = sum_of(rows, symbols + begin, pairs, places);
    sums = _mm256_add_epi32(sums, _mm256_cvtepi16_epi32(some));
  }
  Sums made;
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(made.data()), sums);
  for (Reach reach = next_reach(symbols, size, 0); reach.begin < size;
       reach = next_reach(symbols, size, reach.end)) {
    turn(made, sum_within(rows, symbols, reach));
  }
  return made;
}

Sums sums_one_by_one(const Weights& weights, const char16_t* symbols, std::size_t size) {
  Sums sums = {};
  const auto add = [&](std::uint32_t row, bool turned) {
    const auto weight = [&](std::size_t head) {
      return static_cast<std::int8_t>(weights.rows[row] >> (8 * head));
    };
    for (std::size_t i = 0; i < kHeads; i++) {
      sums[i] += turned ? (i < kSentiments ? weight(kSentiments - 1 - i) : 0) : weight(i);
    }
  };
  const std::vector<bool> turned = turned_in(symbols, size);
  for (std::size_t i = 0; i <= size; i++) {
    const RowPlace place = place_at(symbols, i);
    add(place.pair, i > 0 && turned[i - 1] && turned[i]);
    add(place.single, turned[i]);
  }
  return sums;
}

}  // namespace yuqing
