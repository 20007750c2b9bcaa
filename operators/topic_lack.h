// What a post would need to have a topic.
#pragma once

#include <string>

#include "operators/topic_file.h"
#include "operators/topic_naive.h"

namespace yuqing {

struct TopicLack {
  // How many terms or nearnesses would have to be added or taken away at least; exclusions of the
  // topic do not count. 0: nothing is lacking.
  std::size_t things = 0;
  std::string what;  // as a query: one of the ways to mend that many
};

// `things` is larger than 1 for a post in which no term of the topic stands.
TopicLack lack_of(const TopicRule& rule, const TopicPost& post);

}  // namespace yuqing
