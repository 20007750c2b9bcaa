// Finding a key of a record among the known ones: one multiplication and two comparisons.
#pragma once

#include <cstddef>
#include <string_view>

#include "operators/parse_fields.h"

namespace yuqing::parsing {

inline constexpr Key kUnknown = {};

// Bytes from its begin on that must be readable, however short a key is.
inline constexpr std::size_t kReadable = 8;

// The row of kKeys, or kUnknown.
const Key* known(Scope scope, std::string_view name);

}  // namespace yuqing::parsing
