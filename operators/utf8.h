// Reading UTF-8 one character at a time, and what a user's name is made of.
#pragma once

#include <cstdint>
#include <string_view>

#include "operators/fold.h"

namespace yuqing {

struct Decoded {
  char32_t code = 0xFFFD;
  std::size_t size = 1;
};

inline bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// The first character of a text that is not empty. A byte that begins no valid character is
// U+FFFD of size 1.
inline Decoded decoded(std::string_view text) {
  const auto byte = [text](std::size_t i) -> char32_t {
    return static_cast<unsigned char>(text[i]);
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) {
    return {.code = lead, .size = 1};
  }
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) {
    return {};
  }
  char32_t code = lead & (0x7F >> size);
  for (std::size_t i = 1; i < size; i++) {
    if (!is_continuation(text[i])) {
      return {};
    }
    code = code << 6 | (byte(i) & 0x3F);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) {
    return {};
  }
  return {.code = code, .size = size};
}

// Names hold Han, Latin, digits, _ and -.
inline bool is_name_letter(Folded folded) {
  return folded.to != 0 &&
         (folded.is <= CharClass::digit || folded.to == u'_' || folded.to == u'-');
}

}  // namespace yuqing
