// Negation: which symbols of a text a negator turns round.
//
// A negator ("不", "没有", "别", "never", "n't") reaches over the next few symbols, until a mark.
// What praises there blames, and the other way round: in the model their rows count with the heads
// of negative and positive exchanged, and say nothing of emotions. Two negators in a row ("不能不")
// cancel each other. Words like "不错", "特别" or "无比" negate nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace yuqing {

// Symbols [begin, end), counted without the edges, and the negator that turns them.
struct Reach {
  std::size_t negator = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The first reach whose negator stands at `at` or behind it; begin == end == size if there is none.
// Go on at its end. `symbols` is what cut_symbols() wrote, `size` without the edges.
Reach next_reach(const char16_t* symbols, std::size_t size, std::size_t at);

// Of each symbol whether it is turned, and false for the edge behind. A pair is turned if both are:
// between two reaches stands a negator at least.
std::vector<bool> turned_in(const char16_t* symbols, std::size_t size);

// The negators of the reaches, in order: symbols, counted without the edges.
std::vector<std::size_t> negators_in(const char16_t* symbols, std::size_t size);

}  // namespace yuqing
