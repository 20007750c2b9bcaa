// Symbols: what the sentiment model counts.
//
// A Han character, a mark, an emoticon, an emoji, a link and an @name are one symbol each, and so
// is a whole Latin word and a whole number. Runs of one symbol are cut to two: the third "哈" says
// nothing new.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/batch.h"

namespace yuqing {

// Words share the codes of Yi and Hangul, which hardly occur in these posts.
inline constexpr std::uint32_t kFirstWord = 0xA000;
inline constexpr std::uint32_t kWords = 0x3800;

constexpr std::uint32_t hash_letter(std::uint32_t hash, char16_t letter) {
  hash = (hash ^ letter) * 0x9E3779B1;
  return hash ^ hash >> 15;
}

// The symbol of a Latin word in small letters, none of which stands thrice in a row.
constexpr char16_t word_symbol(std::string_view word) {
  std::uint32_t hash = 0;
  for (const char letter : word) {
    hash = hash_letter(hash, static_cast<char16_t>(letter));
  }
  return static_cast<char16_t>(kFirstWord + hash % kWords);
}

// Stands before and behind the symbols of a text, so that pairs see both ends.
inline constexpr char16_t kEdge = 0;

// Room that cut_symbols() needs beyond one symbol a unit: the edges, and what a vector instruction
// may read behind them.
inline constexpr std::size_t kSymbolRoom = 18;

// Writes kEdge twice, the symbols of a normal form and kEdge; returns how many symbols that are,
// without the edges. `symbols` has room for size + kSymbolRoom.
std::size_t cut_symbols(const char16_t* chars, const CharClass* classes, std::size_t size,
                        char16_t* symbols);

// The units of each of these symbols, in the same order; without what was dropped.
std::vector<Span> symbol_places(const char16_t* chars, const CharClass* classes, std::size_t size);

// The symbols of a whole text, which is normalized first, as cut_symbols() writes them.
struct Symbols {
  std::vector<char16_t> with_edges;  // and with the room behind them
  std::size_t size = 0;
};
Symbols symbols_in(std::string_view text);
// The same of its author's own words.
Symbols symbols_of(std::string_view text);

// An emoticon, an emoji, or a mark that serves as one.
bool is_emoticon(char16_t symbol);

}  // namespace yuqing
