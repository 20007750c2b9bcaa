// What is allowed in a topic file, but hardly meant.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/topic_file.h"

namespace yuqing {

struct TopicWarning {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string what;
};

// Of a set without mistakes; ordered by place.
std::vector<TopicWarning> warnings_about(const TopicSet& set);

}  // namespace yuqing
