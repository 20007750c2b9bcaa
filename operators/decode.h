// The first pass of normalize(): UTF-8 to folded units.
#pragma once

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

}  // namespace yuqing
