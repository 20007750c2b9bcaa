// See fold.h.
#include "operators/fold.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "operators/normalize.h"

namespace yuqing {
namespace {

// CharClass, and what is no class at all, by the names that the table uses.
enum ClassName : std::uint8_t {
  han = static_cast<std::uint8_t>(CharClass::han),
  lower = static_cast<std::uint8_t>(CharClass::lower),
  upper = static_cast<std::uint8_t>(CharClass::upper),
  digit = static_cast<std::uint8_t>(CharClass::digit),
  blank = static_cast<std::uint8_t>(CharClass::blank),
  mark = static_cast<std::uint8_t>(CharClass::mark),
  symbol = static_cast<std::uint8_t>(CharClass::symbol),
  dropped,
};

struct ClassStart {
  char16_t first;
  ClassName name;
};

#include "operators/fold_table.inc"

// Unused codes between kMention and kFirstEmoticon, for Han and other letters beyond the basic
// plane. They are rare, so it does not matter that several share a code.
constexpr char32_t kFirstRare = 0xE010;
constexpr char32_t kRares = 0xF0;

constexpr char32_t kReplacement = 0xFFFD;

bool between(char32_t code, char32_t first, char32_t last) {
  return first <= code && code <= last;
}

Folded folded_class(char16_t code, ClassName name) {
  if (name == dropped) {
    return {.to = 0, .is = CharClass::mark};
  }
  return {.to = name == blank ? u' ' : code, .is = static_cast<CharClass>(name)};
}

// Emoji from U+1F300 to U+1FAFF are as many as kFirstEmoji has codes: each has its own.
Folded folded_astral(char32_t code) {
  const bool is_dropped = between(code, 0x1F3FB, 0x1F3FF) || between(code, 0xE0000, 0xE0FFF);
  if (is_dropped) {
    return {.to = 0, .is = CharClass::symbol};
  }
  if (between(code, 0x1F000, 0x1FAFF)) {
    return {.to = static_cast<char16_t>(kFirstEmoji + (code & 0x7FF)), .is = CharClass::symbol};
  }
  const bool is_han = between(code, 0x20000, 0x3FFFF);
  return {.to = static_cast<char16_t>(kFirstRare + code % kRares),
          .is = is_han ? CharClass::han : CharClass::symbol};
}

}  // namespace

FoldTable::FoldTable() : basic_() {
  for (std::size_t i = 0; i < std::size(kClassStarts); i++) {
    const std::size_t end =
        i + 1 < std::size(kClassStarts) ? kClassStarts[i + 1].first : basic_.size();
    for (std::size_t code = kClassStarts[i].first; code < end; code++) {
      basic_[code] = folded_class(static_cast<char16_t>(code), kClassStarts[i].name);
    }
  }
  for (std::size_t i = 0; i < kFolds.size(); i += 2) {
    const char32_t from = kFolds[i];
    const char32_t to = kFolds[i + 1];
    if (from >= basic_.size()) {
      beyond_.emplace_back(from, to);
    } else if (to >= basic_.size()) {
      basic_[from] = folded_astral(to);
    } else {
      basic_[from].to = static_cast<char16_t>(to);
    }
  }
  // Halves of a surrogate pair are no characters.
  for (char32_t code = 0xD800; code <= 0xDFFF; code++) {
    basic_[code] = {.to = kReplacement, .is = CharClass::mark};
  }
  for (Folded& entry : basic_) {
    entry.starts_symbol = entry.to == u'@' || entry.to == u'[' || entry.to == u'/';
  }
}

Folded FoldTable::beyond_basic(char32_t code) const {
  const auto found =
      std::ranges::lower_bound(beyond_, code, {}, [](const auto& pair) { return pair.first; });
  if (found == beyond_.end() || found->first != code) {
    return folded_astral(code);
  }
  return found->second < basic_.size() ? basic_[found->second] : folded_astral(found->second);
}

std::uint64_t FoldTable::hash() const {
  std::uint64_t sum = 0;
  const auto mix = [&sum](std::uint64_t word) {
    sum = (sum ^ word) * 0x9E3779B97F4A7C15;
    sum ^= sum >> 32;
  };
  for (const Folded& entry : basic_) {
    mix(std::uint64_t{entry.to} << 8 | static_cast<std::uint64_t>(entry.is));
  }
  for (const auto& [from, to] : beyond_) {
    mix(std::uint64_t{from} << 32 | to);
  }
  return sum;
}

}  // namespace yuqing
