// The example texts of a topic file: [topic.test] match and nomatch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/topic_file.h"

namespace yuqing {

// An example that does not do what it should, and why.
struct ExampleFailure {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string what;
};

// In the order of the file. A text is judged like a post with nothing but that text; a topic with
// repost = "both" is judged on own and quoted words together.
std::vector<ExampleFailure> failing_examples(const TopicSet& set);

}  // namespace yuqing
