// See origins.h. The same two passes as in normalize.cc, one character at a time.
#include "operators/origins.h"

#include "operators/decode.h"

namespace yuqing {

std::vector<std::uint32_t> origins(std::string_view text) {
  std::vector<char16_t> chars(text.size());
  std::vector<CharClass> classes(text.size());
  std::vector<std::uint32_t> begins(text.size() + 1);
  Units units{chars.data(), classes.data(), 0};
  bool may_hold_symbols = false;
  for (std::size_t at = 0; at < text.size();) {
    begins[units.size] = static_cast<std::uint32_t>(at);
    at += fold_one(text.substr(at), units, may_hold_symbols);
  }
  if (may_hold_symbols) {
    units.size = fold_symbols(units, begins.data());
  }
  begins[units.size] = static_cast<std::uint32_t>(text.size());
  begins.resize(units.size + 1);
  return begins;
}

}  // namespace yuqing
