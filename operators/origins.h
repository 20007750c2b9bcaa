// From the normal form back to the text as it was written.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace yuqing {

// For each unit of normalize(text), the byte of `text` where it begins, and text.size() behind the
// last: never less than the one before. Dropped characters belong to the unit before them.
std::vector<std::uint32_t> origins(std::string_view text);

}  // namespace yuqing
