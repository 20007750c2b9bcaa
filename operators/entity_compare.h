// Comparisons: who comes off better where a text holds two names against each other.
//
// Small tables of verbs and adjectives, read from the words before, between and behind the names.
// What is asked, denied, hoped or told by others decides nothing: better silent than wrong.
#pragma once

#include <cstdint>
#include <string_view>

namespace yuqing {

// How an entity stands in a text. unsure: something is said that nobody should guess at.
enum class Stand : std::uint8_t { unsaid, negative, neutral, positive, unsure };

// The words around one name or two, in normal form without blanks, none of them across the border
// of a clause.
struct Wording {
  std::u16string_view before;    // from the border of the clause, or from another name
  std::u16string_view between;   // empty when there is one name only
  std::u16string_view after;     // to the border of the clause, or to another name
  std::u16string_view sentence;  // the whole of it, with its last mark
};

struct Comparison {
  Stand first = Stand::unsaid;
  Stand second = Stand::unsaid;
};

// Of two names that stand in one clause.
Comparison compare_two(const Wording& wording);

// Of a name that is compared with something without a name: "beats GPT", "DeepSeek 吊打全世界".
Stand compare_with_unnamed(const Wording& wording);

// Of names in a list, as "A和B": neutral where it says that each has its merits, unsure where they
// are held against each other.
Stand compare_listed(const Wording& wording);

// Whether these words join names that are spoken of together.
bool joins_names(std::u16string_view between);

}  // namespace yuqing
