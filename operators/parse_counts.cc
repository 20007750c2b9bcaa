// See parse_counts.h.
#include "operators/parse_counts.h"

#include <charconv>

namespace yuqing::parsing {
namespace {

constexpr std::uint64_t kMost = 10'000'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes the digits behind a decimal point, as units of 1 / scale.
std::uint64_t take_fraction(std::string_view& text, std::uint64_t& scale) {
  std::uint64_t fraction = 0;
  for (text.remove_prefix(1); !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (scale < 10'000) {
      fraction = fraction * 10 + static_cast<std::uint64_t>(text.front() - '0');
      scale *= 10;
    }
  }
  return fraction;
}

bool take(std::string_view& text, std::string_view word) {
  const bool is_there = text.starts_with(word);
  text.remove_prefix(is_there ? word.size() : 0);
  return is_there;
}

std::uint64_t take_unit(std::string_view& text) {
  if (take(text, "万")) {
    return 10'000;
  }
  return take(text, "亿") ? 100'000'000 : 1;
}

}  // namespace

Count count_of(std::string_view text) {
  std::uint64_t whole = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (text.empty() || error != std::errc() || whole > kMost) {
    return {};
  }
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  std::uint64_t scale = 1;
  const std::uint64_t fraction = text.starts_with('.') ? take_fraction(text, scale) : 0;
  const std::uint64_t unit = take_unit(text);
  const bool is_saturated = take(text, "+");
  take(text, "次播放") || take(text, "次观看");
  const std::uint64_t value = whole * unit + fraction * unit / scale;
  if (!text.empty() || value > kMost) {
    return {};
  }
  return {.value = value, .is_known = true, .is_saturated = is_saturated};
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return !text.empty() && error == std::errc() && rest == end ? std::optional(number)
                                                              : std::nullopt;
}

std::optional<int> small_number(std::string_view text) {
  constexpr std::int64_t kMostSmall = 1'000'000;
  const std::optional<std::int64_t> number = whole_number(text);
  return number && *number >= -kMostSmall && *number <= kMostSmall
             ? std::optional(static_cast<int>(*number))
             : std::nullopt;
}

}  // namespace yuqing::parsing
