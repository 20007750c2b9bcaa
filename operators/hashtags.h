// What a post is about as its author marked it: #国货之光# on Weibo, #DeepSeek elsewhere.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "pipeline/batch.h"

namespace yuqing {

// Appends the hashtags of a normal form, without their marks, in the order in which they stand: the
// texts between two #, 1 to 60 characters long and without blanks at their ends; where a # opens no
// such text, the Latin word behind it, unless it stands behind a letter ("C#").
void find_hashtags(std::u16string_view chars, std::span<const CharClass> classes,
                   std::vector<std::u16string_view>& hashtags);

}  // namespace yuqing
