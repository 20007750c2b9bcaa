// The terms of a post: strings of two to four Han characters, and Latin words.
//
// No dictionary cuts Chinese text into words, because what is new is in none. So every short string
// is a candidate; the ones that stand for something longer are put together again at the end.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/batch.h"

namespace yuqing {

// A term as a number: the characters of a Han string themselves, the hash of a word.
struct Term {
  std::uint64_t key = 0;
  Span word;  // of the normal form where it is a Latin word; empty otherwise
};

// Appends the terms of a normal form, each once, by key.
void collect_terms(std::u16string_view chars, std::span<const CharClass> classes,
                   std::vector<Term>& terms);

}  // namespace yuqing
