// The normal form of text, shared by posts, topic terms and training.
//
// One UTF-16 code unit a character: full width to half width, Traditional to Simplified, case
// folded, accents of Latin letters, zero-width and bidi marks dropped. Every blank is U+0020. A
// link, an @name, an [emoticon] and an emoji are one unit each, from the ranges below (private use
// and surrogates, which no other character can have), with class symbol; a symbol of the basic
// plane such as U+2764 is itself. operators/normalize.cc says the rest.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/batch.h"

namespace yuqing {

inline constexpr char16_t kLink = 0xE000;
inline constexpr char16_t kMention = 0xE001;
inline constexpr char16_t kFirstEmoticon = 0xE100;  // to 0xF8FF, by hash of the name
inline constexpr char16_t kFirstEmoji = 0xD800;     // to 0xDFFF, by hash of the code point

// Changes whenever the normal form does: a model counts only with the one it was trained on.
std::uint64_t normalizer_id();

// Appends the normal form of UTF-8 text; invalid bytes become U+FFFD. Thread-safe.
void normalize(std::string_view text, std::vector<char16_t>& chars,
               std::vector<CharClass>& classes);

// The author's own words: what stands before the first quoted "//@name:", without "回复@name:" and
// blanks around them. Empty when Weibo wrote them: "转发微博", "Repost". A view into `text`.
std::string_view own_text(std::string_view text);

// A text as Weibo writes it: own words, then the chain of those who passed the original on.
struct TextParts {
  std::string_view own;    // as own_text() gives it
  std::string_view chain;  // from the first "//@name:" on, or empty
  bool passes_on = false;  // in the place of own words stand Weibo's words of a repost
};
TextParts parts_of(std::string_view text);

// The nearest part of a chain as it is written; the chain loses it.
struct QuotedPart {
  std::string_view user;
  std::string_view text;
};
QuotedPart take_part(std::string_view& chain);

// What the nearest author in a chain wrote, as own_text() would give it; the chain loses that part.
std::string_view take_quoted(std::string_view& chain);

}  // namespace yuqing
