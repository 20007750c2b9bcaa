// The gist of a text: 16 places of 4 bits, most of which are equal in texts that share most of
// their words. pipeline/gists.h counts with them.
//
// Every run of 3 letters is hashed once. The first bits of a hash name one of 16 places, and of a
// place's smallest hash 4 bits are kept: where two texts share a part J of their runs, a place is
// equal with a probability of J + (1 - J) / 16.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "pipeline/batch.h"

namespace yuqing {

// Of a normal form. Only Han characters, letters and digits count: links, names, emoticons, blanks
// and punctuation do not. 0: there are none. Fewer than 3 are one run.
std::uint64_t gist_of(std::u16string_view chars, std::span<const CharClass> classes);

// Whether the terms of a post count.
bool is_term_sample(std::uint64_t id);

}  // namespace yuqing
