// Words of praise and blame.
//
// The model knows the mood of a text, but a sad text about somebody is no blame of them; these say
// what is thought of the one who is named. Few and plain on purpose.
#pragma once

#include <string_view>

#include "operators/entity_compare.h"

namespace yuqing {

// What a clause in normal form says by such words: unsaid without any, unsure with both kinds, with
// one that is denied, or with a phrase that often means the opposite.
Stand said_by_words(std::u16string_view clause);

}  // namespace yuqing
