// Hashtags, names, links and emoticons in a text, as they are written there.
#pragma once

#include <string_view>
#include <vector>

#include "operators/parse_format.h"

namespace yuqing::parsing {

// Appends them to `words`, without their marks, each once, and says in `details` where they are.
void find_words(std::string_view text, Hashtags hashtags, std::vector<std::string_view>& words,
                Details& details);

}  // namespace yuqing::parsing
