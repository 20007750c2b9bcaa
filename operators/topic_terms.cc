// See topic_terms.h.
#include "operators/topic_terms.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "operators/normalize.h"

namespace yuqing {
namespace {

// A term with that many letters is found inside glued text too: crawlers delete blanks.
constexpr std::ptrdiff_t kFloatingLetters = 10;
constexpr std::size_t kLongestTerm = 100;

bool is_letter(CharClass c) {
  return c == CharClass::lower || c == CharClass::upper;
}
bool is_alphanumeric(CharClass c) {
  return is_letter(c) || c == CharClass::digit;
}
bool is_joint(char16_t c) {
  return c == u' ' || c == u'-' || c == u'_';
}
bool is_separator(char16_t c) {
  return is_joint(c) || c == u'·';
}

// Whether a word may end with one character and another begin with the next.
bool is_edge(CharClass left, CharClass right) {
  if (!is_alphanumeric(left) || !is_alphanumeric(right)) {
    return true;
  }
  return is_letter(left) != is_letter(right) ||
         (left == CharClass::lower && right == CharClass::upper);
}

bool edge_at(const NormalText& text, std::size_t at) {
  return at == 0 || at == text.chars.size() || is_edge(text.classes[at - 1], text.classes[at]);
}

// The normal form of a term, without its tail '*' and without joints at its ends.
struct Written {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  bool any_ending = false;
};

Written written(std::string_view term) {
  Written term_written;
  std::vector<char16_t>& chars = term_written.chars;
  std::vector<CharClass>& classes = term_written.classes;
  normalize(term, chars, classes);
  const auto shorten = [&](std::size_t size) {
    chars.resize(size);
    classes.resize(size);
  };
  if (!chars.empty() && chars.back() == u'*') {
    term_written.any_ending = true;
    shorten(chars.size() - 1);
  }
  while (!chars.empty() && is_joint(chars.back())) {
    shorten(chars.size() - 1);
  }
  const std::ptrdiff_t lead = std::ranges::find_if_not(chars, is_joint) - chars.begin();
  chars.erase(chars.begin(), chars.begin() + lead);
  classes.erase(classes.begin(), classes.begin() + lead);
  return term_written;
}

// Sets the anchor: the longest piece, the first of equals.
void anchor(Term& term) {
  std::size_t begin = 0;
  while (begin < term.chars.size()) {
    const std::size_t end = std::min(term.chars.find(kJoint, begin), term.chars.size());
    if (end - begin > term.anchor_size) {
      term.anchor = static_cast<std::uint32_t>(begin);
      term.anchor_size = static_cast<std::uint32_t>(end - begin);
    }
    begin = end + 1;
  }
}

constexpr std::size_t kNowhere = SIZE_MAX;

// Where the rest of a term, which begins behind its anchor, ends in the text.
std::size_t end_of(std::u16string_view rest, const NormalText& text, std::size_t at) {
  for (std::size_t i = 0; i < rest.size(); i++) {
    const bool joint = rest[i] == kJoint;
    const char16_t wanted = joint ? rest[++i] : rest[i];
    if (joint && at < text.chars.size() && text.chars[at] != wanted &&
        is_separator(text.chars[at])) {
      at++;
    }
    if (at == text.chars.size() || text.chars[at] != wanted) {
      return kNowhere;
    }
    at++;
  }
  return at;
}

// Where a term begins in the text; `rest` is what stands before its anchor. end_of() in a mirror.
std::size_t begin_of(std::u16string_view rest, const NormalText& text, std::size_t at) {
  for (std::size_t i = rest.size(); i > 0; i--) {
    const bool joint = rest[i - 1] == kJoint;
    const char16_t wanted = joint ? rest[--i - 1] : rest[i - 1];
    if (joint && at > 0 && text.chars[at - 1] != wanted && is_separator(text.chars[at - 1])) {
      at--;
    }
    if (at == 0 || text.chars[at - 1] != wanted) {
      return kNowhere;
    }
    at--;
  }
  return at;
}

// The end of the term with its plural, if an edge allows it to end there.
std::size_t good_end(const Term& term, const NormalText& text, std::size_t end) {
  if (!term.edge_after || edge_at(text, end)) {
    return end;
  }
  return term.plural && text.chars[end] == u's' && edge_at(text, end + 1) ? end + 1 : kNowhere;
}

}  // namespace

std::string complaint_about(std::string_view term) {
  const std::string quoted = std::string("'").append(term).append("' ");
  const Written form = written(term);
  if (form.chars.empty()) {
    return quoted + "holds nothing to look for; remove it or write a word";
  }
  if (form.chars.size() > kLongestTerm) {
    return quoted + "is longer than " + std::to_string(kLongestTerm) + " characters; shorten it";
  }
  if (std::ranges::find(form.classes, CharClass::symbol) != form.classes.end()) {
    return quoted + "holds a link, a mention, an emoticon or an emoji, and those never match; " +
           "write words only";
  }
  if (std::ranges::find(form.chars, u'*') != form.chars.end()) {
    return quoted + "has a '*' that is not its last character; '*' stands for any ending only";
  }
  return {};
}

Term parse_term(std::string_view text) {
  const Written form = written(text);
  Term term;
  for (const char16_t c : form.chars) {
    const char16_t kept = is_joint(c) ? kJoint : c;
    if (kept != kJoint || term.chars.back() != kJoint) {
      term.chars.push_back(kept);
    }
  }
  anchor(term);
  const bool floats = std::ranges::count_if(form.classes, is_letter) >= kFloatingLetters;
  term.edge_before = !floats && is_alphanumeric(form.classes.front());
  term.edge_after = !floats && !form.any_ending && is_alphanumeric(form.classes.back());
  term.plural = is_letter(form.classes.back());
  return term;
}

std::optional<TermPlace> place_at(const Term& term, const NormalText& text, std::size_t at) {
  assert(text.chars.substr(at, term.anchor_size) == term.literal());
  const std::u16string_view chars = term.chars;
  const std::size_t begin = begin_of(chars.substr(0, term.anchor), text, at);
  if (begin == kNowhere || (term.edge_before && !edge_at(text, begin))) {
    return {};
  }
  const std::size_t behind = term.anchor + term.anchor_size;
  const std::size_t last = end_of(chars.substr(behind), text, at + term.anchor_size);
  const std::size_t end = last == kNowhere ? kNowhere : good_end(term, text, last);
  return end == kNowhere ? std::nullopt : std::optional(TermPlace{.begin = begin, .end = end});
}

bool stands_at(const Term& term, const NormalText& text, std::size_t at) {
  return place_at(term, text, at).has_value();
}

}  // namespace yuqing
