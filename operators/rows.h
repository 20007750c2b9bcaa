// Which rows of the model a text's symbols name. The trainer, the kernel and the explanation all
// count these rows and no others.
//
// A text of n symbols has n + 1 places. Place i stands between the symbols i and i + 1, edges
// included: it names the row of that pair, and the row of the single symbol behind it. The last
// place has the edge behind it, whose row is zero.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace yuqing {

inline constexpr unsigned kPairBits = 17;
inline constexpr std::size_t kSingles = 0x10000;
inline constexpr std::size_t kPairs = std::size_t{1} << kPairBits;
inline constexpr std::size_t kRows = kSingles + kPairs;

// The row of two neighbours.
constexpr std::uint32_t pair_row(std::uint32_t left, std::uint32_t right) {
  return static_cast<std::uint32_t>(kSingles) +
         (((left * 0x9E3779B1U) ^ (right * 0x85EBCA77U + (right << 16))) * 0xC2B2AE3DU >>
          (32 - kPairBits));
}

struct RowPlace {
  std::uint32_t pair = 0;
  std::uint32_t single = 0;
};

// `symbols` is what cut_symbols() wrote; i runs from 0 to the number of symbols.
constexpr RowPlace place_at(const char16_t* symbols, std::size_t i) {
  return {.pair = pair_row(symbols[i + 1], symbols[i + 2]), .single = symbols[i + 2]};
}

// How many rows a text of n symbols has, the edge's not counted.
constexpr std::size_t row_count(std::size_t symbols) {
  return 2 * symbols + 1;
}

}  // namespace yuqing
