// The first pass of normalize(): UTF-8 to folded units.
#pragma once

#include <cstdint>
#include <string_view>

#include "pipeline/batch.h"

namespace yuqing {

// Units of the normal form while they are made; there is room for one a byte of text.
struct Units {
  char16_t* chars = nullptr;
  CharClass* classes = nullptr;
  std::size_t size = 0;

  void add(char16_t unit, CharClass is) {
    chars[size] = unit;
    classes[size] = is;
    size++;
  }
};

// True when a link, an @name or an [emoticon] may be among the units.
bool decode_and_fold(std::string_view text, Units& units);

// The same of the first character, and of what is joined to it; returns their size. Sets
// `may_hold_symbols`, but never clears it.
std::size_t fold_one(std::string_view text, Units& units, bool& may_hold_symbols);

// The second pass, in normalize.cc: makes one unit of each link, @name and [emoticon], in place;
// returns how many units are left. `begins`, when it is not null, says where each unit begins in
// the text, before as after.
std::size_t fold_symbols(const Units& units, std::uint32_t* begins);

}  // namespace yuqing
