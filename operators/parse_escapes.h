// Whether the escapes of a record are sound.
#pragma once

#include <string_view>

namespace yuqing::parsing {

enum class Escapes {
  harmless,  // no key can be hidden by them
  ascii,     // at least one "\u0069" for a plain character: keys must be unescaped to be known
  broken,    // not JSON
};

// Looks at every backslash of a record. One outside of a string is broken JSON anyway.
Escapes checked_escapes(std::string_view record);

}  // namespace yuqing::parsing
