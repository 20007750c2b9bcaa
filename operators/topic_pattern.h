// Makes patterns of what a query names: terms, hashtags, mentions and regular expressions.
#pragma once

#include <string>
#include <string_view>

#include "operators/topic_query.h"

namespace yuqing {

// What is wrong with it and how to mend it; empty when it is sound.
std::string complaint_about(Pattern::Is is, std::string_view text);

// Of what is sound only. Its place is left open.
Pattern make_pattern(Pattern::Is is, std::string_view text);

}  // namespace yuqing
