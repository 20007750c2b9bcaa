// What `yuqing demo` is made of.
#pragma once

#include <string>

#include "operators/firehose.h"

namespace yuqing {

// Writes a telling of the story to a file, "-" for standard output; speed goes to standard error.
void write_demo(const std::string& path, const FirehosePlan& plan);

}  // namespace yuqing
