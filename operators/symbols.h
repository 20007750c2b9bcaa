// Symbols: what the sentiment model counts.
//
// A Han character, a mark, an emoticon, an emoji, a link and an @name are one symbol each, and so
// is a whole Latin word and a whole number. Runs of one symbol are cut to two: the third "哈" says
// nothing new.
#pragma once

#include <cstddef>

#include "pipeline/batch.h"

namespace yuqing {

// Stands before and behind the symbols of a text, so that pairs see both ends.
inline constexpr char16_t kEdge = 0;

// Room that cut_symbols() needs beyond one symbol a unit: the edges, and what a vector instruction
// may read behind them.
inline constexpr std::size_t kSymbolRoom = 18;

// Writes kEdge twice, the symbols of a normal form and kEdge; returns how many symbols that are,
// without the edges. `symbols` has room for size + kSymbolRoom.
std::size_t cut_symbols(const char16_t* chars, const CharClass* classes, std::size_t size,
                        char16_t* symbols);

}  // namespace yuqing
