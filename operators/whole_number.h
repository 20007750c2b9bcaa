// A text that is a whole number and nothing else.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace yuqing {

// Nothing when it is none, or does not fit.
template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

}  // namespace yuqing
