// Numbers as Weibo shows them: 123456, "7164.8万", "100万+", "1.5亿", "345万次播放".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "operators/parse_pen.h"
#include "pipeline/details.h"

namespace yuqing::parsing {

// Unknown for everything else, for negative numbers, and for more than ten thousand millions: no
// count of people is that large, and it must not spoil the sums.
Count count_of(std::string_view text);
inline Count count_of(const Value& value, Pen& pen) {
  return count_of(pen.plain(value));
}

// A whole number, perhaps negative. Nothing for everything else.
std::optional<std::int64_t> whole_number(std::string_view text);
std::optional<int> small_number(std::string_view text);

}  // namespace yuqing::parsing
