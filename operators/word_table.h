// A list of words that is looked for in many texts.
//
// A filter of first characters lets nearly every place of a text pass without a comparison.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace yuqing {

// A word and what stands around it.
struct FoundWord {
  std::u16string_view before;
  std::u16string_view behind;
};

template <std::size_t count>
class WordTable {
 public:
  // The first of the words that fits counts, so a longer one stands before its beginnings.
  consteval explicit WordTable(const std::u16string_view (&words)[count]) {
    for (std::size_t i = 0; i < count; i++) {
      words_[i] = words[i];
      const char16_t first = words[i].front();
      firsts_[first / 64 % kFilterWords] |= std::uint64_t{1} << first % 64;
    }
  }

  // The word that the text begins with, empty if none.
  constexpr std::u16string_view beginning(std::u16string_view text) const {
    if (text.empty() || (firsts_[text[0] / 64 % kFilterWords] >> text[0] % 64 & 1) == 0) {
      return {};
    }
    const auto word = std::ranges::find_if(
        words_, [&](std::u16string_view candidate) { return text.starts_with(candidate); });
    return word == words_.end() ? std::u16string_view() : *word;
  }

  constexpr bool begins(std::u16string_view text) const { return !beginning(text).empty(); }

  constexpr bool stands_in(std::u16string_view text) const {
    for (std::size_t at = 0; at < text.size(); at++) {
      if (begins(text.substr(at))) {
        return true;
      }
    }
    return false;
  }

  // The last place of any word.
  constexpr std::optional<FoundWord> last_in(std::u16string_view text) const {
    for (std::size_t at = text.size(); at-- > 0;) {
      const std::u16string_view word = beginning(text.substr(at));
      if (!word.empty()) {
        return FoundWord{.before = text.substr(0, at), .behind = text.substr(at + word.size())};
      }
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t kFilterWords = 64;

  std::array<std::u16string_view, count> words_;
  std::array<std::uint64_t, kFilterWords> firsts_ = {};
};

}  // namespace yuqing
