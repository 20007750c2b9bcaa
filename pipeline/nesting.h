// How deep a text in TOML nests, told before it is parsed: toml11 calls itself for each level, so
// a file of brackets would end the program.
#pragma once

#include <cstddef>
#include <string_view>

namespace yuqing {

constexpr std::size_t kMostNesting = 32;

// Where brackets or dotted names go deeper than kMostNesting; toml.size() when they never do. Of a
// text that is no TOML any answer will do.
std::size_t too_deep(std::string_view toml);

}  // namespace yuqing
