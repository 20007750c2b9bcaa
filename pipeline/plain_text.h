// Text of the normal form (operators/normalize.h) as people read it, and what is UTF-8 at all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yuqing {

// UTF-8. Symbols of the normal form stand for links, names and pictures: they come out as a mark.
std::string utf8_of(std::u16string_view chars);

// The characters that a number holds, 16 bits each, the first one highest.
std::u16string packed_text(std::uint64_t key);

// How many bytes from the beginning on are sound UTF-8; text.size() when all of them are.
std::size_t sound_utf8(std::string_view text);

}  // namespace yuqing
