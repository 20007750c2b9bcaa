// See nesting.h.
#include "pipeline/nesting.h"

#include <algorithm>

namespace yuqing {
namespace {

// Behind the string that begins there, of whichever of the four kinds.
std::size_t behind_string(std::string_view toml, std::size_t at) {
  const char quote = toml[at];
  const bool is_long = toml.substr(at).starts_with(quote == '"' ? "\"\"\"" : "'''");
  const std::string_view end = toml.substr(at, is_long ? 3 : 1);
  at += end.size();
  while (at < toml.size() && !toml.substr(at).starts_with(end)) {
    if (!is_long && toml[at] == '\n') {
      return at;
    }
    at += quote == '"' && toml[at] == '\\' ? 2 : 1;
  }
  return std::min(at + end.size(), toml.size());
}

}  // namespace

std::size_t too_deep(std::string_view toml) {
  std::size_t open = 0;
  std::size_t dots = 0;  // of the name at hand
  std::size_t at = 0;
  while (at < toml.size() && open + dots <= kMostNesting) {
    const char c = toml[at];
    if (c == '"' || c == '\'') {
      at = behind_string(toml, at);
      continue;
    }
    if (c == '#') {
      at = std::min(toml.find('\n', at), toml.size());
      continue;
    }
    if (c == '.') {
      dots++;
    } else if (std::string_view("[]{}=,\n").find(c) != std::string_view::npos) {
      dots = 0;
      open += c == '[' || c == '{' ? 1 : 0;
      open -= (c == ']' || c == '}') && open > 0 ? 1 : 0;
    }
    at++;
  }
  return open + dots <= kMostNesting ? toml.size() : at - 1;
}

}  // namespace yuqing
