// Terms: what an analyst writes in quotes, and whether it stands in a post.
//
// A term and a post meet in the normal form. Han text is a substring, whatever stands around it.
// Where a term begins or ends with a letter or a digit, it wants an edge there: "AI" stands in
// "国产AI" and in "OpenAI", not in "chain". schemas/topics.md tells the rules to analysts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "pipeline/batch.h"

namespace yuqing {

// The normal form of a post, or of a part of one. A view into a Batch.
struct NormalText {
  std::u16string_view chars;
  std::span<const CharClass> classes;  // as many as chars
};

// A blank, '-' or '_' inside a term. It matches one of them, or '·', or nothing at all.
inline constexpr char16_t kJoint = u' ';

struct Term {
  std::u16string chars;           // in normal form, every joint as kJoint
  std::uint32_t anchor = 0;       // where its longest piece without a joint begins
  std::uint32_t anchor_size = 0;  // and how long that is
  bool edge_before = false;       // it begins with a letter or digit and must not follow another
  bool edge_after = false;        // the same at its end
  bool plural = false;            // it ends with a letter, so an "s" may follow

  bool operator==(const Term&) const = default;
  // Some order, for maps. The other members follow from these.
  bool operator<(const Term& other) const {
    return std::tie(chars, edge_before, edge_after) <
           std::tie(other.chars, other.edge_before, other.edge_after);
  }
  // What a scanner looks for; only where it stands, the term can stand.
  std::u16string_view literal() const {
    return std::u16string_view(chars).substr(anchor, anchor_size);
  }
};

// What is wrong with a term and how to mend it; empty when it is sound.
std::string complaint_about(std::string_view term);

// Of a sound term only.
Term parse_term(std::string_view term);

// Where a term stands in a text.
struct TermPlace {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Where the term stands in the text so that its literal begins at `at`, where it has been found;
// nothing when it does not. A plural s belongs to the place.
std::optional<TermPlace> place_at(const Term& term, const NormalText& text, std::size_t at);

// Whether the term stands in the text so that its literal begins at `at`, where it has been found.
bool stands_at(const Term& term, const NormalText& text, std::size_t at);

}  // namespace yuqing
