// See places.h.
#include "pipeline/places.h"

#include <algorithm>
#include <charconv>

namespace yuqing {
namespace {

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// What an escape is written with, and what it makes.
struct Escape {
  std::size_t written = 2;
  std::size_t made = 1;
};

Escape escape_at(std::string_view source, std::size_t at) {
  const char kind = at + 1 < source.size() ? source[at + 1] : '\0';
  if (kind == 'u' || kind == 'U') {
    const std::size_t digits = kind == 'u' ? 4 : 8;
    const std::string_view hex = source.substr(std::min(at + 2, source.size()), digits);
    std::uint32_t code = 0;
    std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
    return {.written = 2 + digits,
            .made = code < 0x80      ? 1U
                    : code < 0x800   ? 2U
                    : code < 0x10000 ? 3U
                                     : 4U};
  }
  if (kind != ' ' && kind != '\t' && kind != '\r' && kind != '\n') {
    return {};
  }
  // A '\' at the end of a line swallows all blanks behind it.
  const std::size_t next = source.find_first_not_of(" \t\r\n", at + 1);
  return {.written = std::min(next, source.size()) - at, .made = 0};
}

}  // namespace

std::size_t source_of(std::string_view source, std::size_t begin, std::size_t at) {
  const std::string_view rest = source.substr(std::min(begin, source.size()));
  const bool is_long = rest.starts_with("\"\"\"") || rest.starts_with("'''");
  std::size_t place = begin + (is_long ? 3 : 1);
  if (is_long && source.substr(place).starts_with('\r')) {
    place++;
  }
  if (is_long && source.substr(place).starts_with('\n')) {
    place++;
  }
  if (rest.starts_with('\'')) {
    return std::min(place + at, source.size());
  }
  for (std::size_t made = 0; made < at && place < source.size();) {
    const Escape step = source[place] == '\\' ? escape_at(source, place) : Escape{.written = 1};
    place += step.written;
    made += step.made;
  }
  return std::min(place, source.size());
}

LineIndex::LineIndex(std::string_view source) : begins_{0} {
  for (std::size_t end = source.find('\n'); end != std::string_view::npos;
       end = source.find('\n', end + 1)) {
    begins_.push_back(end + 1);
  }
}

FilePlace LineIndex::position(std::string_view source, std::size_t byte) const {
  const auto behind = std::ranges::upper_bound(begins_, byte);
  const std::size_t begin = *(behind - 1);
  const std::string_view before = source.substr(begin, byte - begin);
  return {.line = static_cast<std::uint32_t>(behind - begins_.begin()),
          .column = static_cast<std::uint32_t>(
              1 + std::ranges::count_if(before, [](char c) { return !continues(c); }))};
}

}  // namespace yuqing
