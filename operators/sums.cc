// The hot loop of the model: eight symbols at a time, in AVX2, which every processor that this
// program runs on has.
//
// A row is four bytes, one a class. Two additions of 16-bit lanes take the even and the odd bytes
// of eight rows; before a lane can overflow, the lanes are added into 32 bits.
#include <immintrin.h>

#include "operators/model.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

constexpr std::size_t kLanes = 8;
// A step adds at most 2 * 128 to a lane of 16 bits.
constexpr std::size_t kSafeSteps = 127;

struct Halves {
  __m256i even = _mm256_setzero_si256();  // negative, positive
  __m256i odd = _mm256_setzero_si256();   // neutral, spare

  void add(__m256i rows) {
    even = _mm256_add_epi16(even, _mm256_srai_epi16(_mm256_slli_epi16(rows, 8), 8));
    odd = _mm256_add_epi16(odd, _mm256_srai_epi16(rows, 8));
  }
};

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

std::int32_t total(__m256i lanes) {
  const __m128i four =
      _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
  const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
  return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xB1)));
}

void flush(Halves& halves, Sums& sums) {
  const __m256i low = _mm256_set1_epi32(1);
  const __m256i high = _mm256_set1_epi32(1 << 16);
  sums[0] += total(_mm256_madd_epi16(halves.even, low));
  sums[1] += total(_mm256_madd_epi16(halves.odd, low));
  sums[2] += total(_mm256_madd_epi16(halves.even, high));
  halves = Halves();
}

}  // namespace

// Position i stands for the pair (i + 1, i + 2) and the single i + 2; 0 and 1 are edges, whose
// single row is zero.
Sums Model::sums(const char16_t* symbols, std::size_t size) const {
  const auto* rows = reinterpret_cast<const int*>(weights_->rows.data());
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  Sums sums = {};
  Halves halves;
  std::size_t steps = 0;
  for (std::size_t i = 0; i <= size; i += kLanes) {
    const __m256i inside =
        _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(size + 1 - i)), lane);
    const __m256i left = symbols_at(symbols + i + 1);
    const __m256i right = symbols_at(symbols + i + 2);
    const __m256i none = _mm256_setzero_si256();
    halves.add(_mm256_mask_i32gather_epi32(none, rows, pair_rows(left, right), inside, 4));
    halves.add(_mm256_mask_i32gather_epi32(none, rows, right, inside, 4));
    if (++steps == kSafeSteps) {
      flush(halves, sums);
      steps = 0;
    }
  }
  flush(halves, sums);
  return sums;
}

Sums sums_one_by_one(const Weights& weights, const char16_t* symbols, std::size_t size) {
  Sums sums = {};
  const auto add = [&](std::uint32_t row) {
    for (std::size_t i = 0; i < kSentiments; i++) {
      sums[i] += static_cast<std::int8_t>(weights.rows[row] >> (8 * i));
    }
  };
  for (std::size_t i = 0; i <= size; i++) {
    add(pair_row(symbols[i + 1], symbols[i + 2]));
    add(symbols[i + 2]);
  }
  return sums;
}

}  // namespace yuqing
