// Amounts with units, as a configuration writes them: "250ms", "10m", "256KiB".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yuqing {

// "60s" -> 60000 ms; units ms, s, m, h, d. Nothing when it is no duration.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
// "256KiB" -> 262144; units B, KiB, MiB, GiB. Nothing when it is no size.
std::optional<std::size_t> parse_size(std::string_view text);

// In the largest unit that leaves a whole number.
std::string written(std::chrono::milliseconds duration);
std::string written(std::size_t size);

}  // namespace yuqing
