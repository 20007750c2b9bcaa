// Text of the normal form (operators/normalize.h) as people read it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace yuqing {

// UTF-8. Symbols of the normal form stand for links, names and pictures: they come out as a mark.
std::string utf8_of(std::u16string_view chars);

// The characters that a number holds, 16 bits each, the first one highest.
std::u16string packed_text(std::uint64_t key);

}  // namespace yuqing
