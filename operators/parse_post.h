// From a draft to a post: ids, times and limits, the same for all formats.
#pragma once

#include "operators/parse_format.h"

namespace yuqing::parsing {

// Fills the members of parse, or says what is wrong with the draft. A post that its platform took
// away needs no more than an id.
Verdict finish(const Draft& draft, const Record& record, std::size_t max_text, Pen& pen,
               Post& post);

// Fills the members of the last details that a format does not fill itself.
void finish_details(const Draft& draft, const Record& record, Pen& pen, Batch& batch);

// Seconds, milliseconds or anything else that read_time() can; kNoTime when it cannot.
std::int64_t seen_at(std::string_view text);

}  // namespace yuqing::parsing
