// The reasons for a score as JSON.
#pragma once

#include <string>
#include <string_view>

#include "operators/explain.h"

namespace yuqing {

// Appends ,"explain":{...} with places in bytes and in characters of `text`, and the pieces.
void append_explanation(std::string& line, const Explanation& why, std::string_view text);

}  // namespace yuqing
