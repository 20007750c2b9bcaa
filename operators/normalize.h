// The normal form of text, shared by posts, topic terms and training.
//
// One UTF-16 code unit a character: full width to half width, Traditional to Simplified, case
// folded, zero-width and bidi marks dropped. A link, an @name, an [emoticon] and an emoji are one
// unit each, from the ranges below (private use and surrogates, which no other character can
// have), with class symbol. operators/normalize.cc says the rest.
#pragma once

#include <string_view>
#include <vector>

#include "pipeline/batch.h"

namespace yuqing {

inline constexpr char16_t kLink = 0xE000;
inline constexpr char16_t kMention = 0xE001;
inline constexpr char16_t kFirstEmoticon = 0xE100;  // to 0xF8FF, by hash of the name
inline constexpr char16_t kFirstEmoji = 0xD800;     // to 0xDFFF, by hash of the code point

// Appends the normal form of UTF-8 text; invalid bytes become U+FFFD. Thread-safe.
void normalize(std::string_view text, std::vector<char16_t>& chars,
               std::vector<CharClass>& classes);

// The author's own words: what stands before the first quoted "//@name:".
std::string_view own_text(std::string_view text);

}  // namespace yuqing
