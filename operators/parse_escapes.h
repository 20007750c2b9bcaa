// Whether the escapes of a record are sound, and what a character is written as.
#pragma once

#include <cstdint>
#include <string_view>

namespace yuqing::parsing {

enum class Escapes {
  harmless,  // no key can be hidden by them
  ascii,     // at least one "\u0069" for a plain character: keys must be unescaped to be known
  broken,    // not JSON
};

// Looks at every backslash of a record. One outside of a string is broken JSON anyway.
Escapes checked_escapes(std::string_view record);

inline constexpr std::uint32_t kReplacement = 0xFFFD;

// Writes a character as UTF-8, control characters other than tab and line ends as a blank; gives
// the end.
char* put_character(std::uint32_t code, char* to);

}  // namespace yuqing::parsing
