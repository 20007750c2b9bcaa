// Posts as canonical records, schemas/post.schema.json, one JSON object a line.
#pragma once

#include <string>

#include "pipeline/batch.h"

namespace yuqing {

// Appends a post that is normalized, or whose verdict is deleted, and a line end. Reading the line
// again gives the same post.
void append_canonical(std::string& out, const Post& post, const Details& details,
                      const Batch& batch);

}  // namespace yuqing
