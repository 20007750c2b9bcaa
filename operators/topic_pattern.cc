// See topic_pattern.h.
#include "operators/topic_pattern.h"

#include <algorithm>

#include "operators/normalize.h"
#include "operators/topic_regex.h"
#include "operators/utf8.h"

namespace yuqing {
namespace {

constexpr std::size_t kLongest = 100;

struct Normal {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;

  explicit Normal(std::string_view text) { normalize(text, chars, classes); }
};

std::string_view without_blanks(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::string complaint_about_hashtag(std::string_view text) {
  const std::string quoted = "'#" + std::string(text) + "#' ";
  const Normal normal(without_blanks(text));
  if (normal.chars.empty()) {
    return quoted + "is an empty hashtag; write its words between the two '#'";
  }
  if (normal.chars.size() > kLongest) {
    return quoted + "is longer than 100 characters; shorten it";
  }
  if (normal.chars.back() == u'*') {
    return quoted +
           "has a '*', but a hashtag is compared as a whole; for tags that only hold the " +
           "word write fields = [\"hashtags\"] and the word as a term";
  }
  return {};
}

std::string complaint_about_mention(std::string_view text) {
  const std::string quoted = "'@" + std::string(text) + "' ";
  if (text.empty()) {
    return quoted + "names nobody; write the user's name behind it, or put a term with '@' in " +
           "quotes";
  }
  while (!text.empty()) {
    const Decoded first = decoded(text);
    const Folded folded = fold_table()[first.code];
    if (folded.to != 0 && !is_name_letter(folded)) {
      return quoted + "is no name of a user; those hold letters, digits, '_' and '-' only";
    }
    text.remove_prefix(first.size);
  }
  return {};
}

bool is_special(char c) {
  return std::string_view("\\.+*?()|[]{}^$-").find(c) != std::string_view::npos;
}

// The normal form of one character as an expression for itself; the character, if that is none.
std::string expression_for(std::string_view character) {
  const Decoded first = decoded(character);
  const Folded folded = fold_table()[first.code];
  if (first.code < 0x80 || folded.to == 0 || folded.is == CharClass::symbol) {
    return std::string(character);
  }
  if (folded.to < 0x80) {
    const auto c = static_cast<char>(folded.to);
    return is_special(c) ? std::string("\\") + c : std::string(1, c);
  }
  std::string text;
  if (folded.to < 0x800) {
    text += static_cast<char>(0xC0 | folded.to >> 6);
  } else {
    text += static_cast<char>(0xE0 | folded.to >> 12);
    text += static_cast<char>(0x80 | (folded.to >> 6 & 0x3F));
  }
  return text + static_cast<char>(0x80 | (folded.to & 0x3F));
}

// Texts are in normal form, so an expression with 鋒 must ask for 锋. What stands beside a '-' may
// be the end of a range, such as [一-龥], and stays.
std::string normal_regex(std::string_view source) {
  std::string normal;
  for (std::size_t i = 0; i < source.size();) {
    const std::size_t size = decoded(source.substr(i)).size;
    const bool in_range =
        (i > 0 && source[i - 1] == '-') || (i + size < source.size() && source[i + size] == '-');
    const std::string_view character = source.substr(i, size);
    normal += in_range ? std::string(character) : expression_for(character);
    i += size;
  }
  return normal;
}

std::string complaint_about_regex(std::string_view text) {
  const std::string complaint = text.empty() ? "is empty; write an expression between the two '/'"
                                             : Regex::complaint_about(normal_regex(text));
  return complaint.empty() ? complaint : "'/" + std::string(text) + "/' " + complaint;
}

}  // namespace

std::string complaint_about(Pattern::Is is, std::string_view text) {
  switch (is) {
    case Pattern::Is::term:
      return complaint_about(text);
    case Pattern::Is::hashtag:
      return complaint_about_hashtag(text);
    case Pattern::Is::mention:
      return complaint_about_mention(text);
    case Pattern::Is::regex:
      return complaint_about_regex(text);
  }
  return {};
}

Pattern make_pattern(Pattern::Is is, std::string_view text) {
  Pattern pattern{.is = is, .written = std::string(text)};
  if (is == Pattern::Is::term) {
    pattern.term = parse_term(text);
  } else if (is == Pattern::Is::regex) {
    pattern.regex = normal_regex(text);
  } else {
    const Normal normal(without_blanks(text));
    pattern.term.chars.assign(normal.chars.begin(), normal.chars.end());
    pattern.term.anchor_size = static_cast<std::uint32_t>(normal.chars.size());
  }
  return pattern;
}

}  // namespace yuqing
