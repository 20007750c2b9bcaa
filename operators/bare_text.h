// A text as a post of its own, for those who judge texts outside the pipeline.
#pragma once

#include <string_view>

#include "pipeline/batch.h"
#include "pipeline/operator.h"

namespace yuqing {

// Makes the batch hold one post with nothing but that text, normalized.
Post& hold_text(Batch& batch, std::string_view text, const Operator& normalizer);

}  // namespace yuqing
