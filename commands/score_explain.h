// The reasons for a score as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "operators/explain.h"
#include "operators/topic_explain.h"

namespace yuqing {

// Appends ,"explain":{...} with places in bytes and in characters of `text`, and the pieces. `why`
// is null for a text without own words, which has topics only.
void append_explanation(std::string& line, const Explanation* why,
                        const std::vector<TopicExplanation>& topics, std::string_view text);

}  // namespace yuqing
