// The word that somebody may have meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace yuqing {

// Letters to add, drop or replace until one word is the other (Levenshtein, bytes). For short
// words.
std::size_t distance(std::string_view a, std::string_view b);

}  // namespace yuqing
