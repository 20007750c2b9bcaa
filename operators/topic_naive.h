// Which topics a post has, found in the simplest way: every term of every topic is looked for by
// itself. Too slow for a stream; what a faster way must agree with.
#pragma once

#include <string_view>
#include <vector>

#include "operators/topic_file.h"

namespace yuqing {

// What of a post topics look at, as written.
struct TopicPost {
  std::string_view text;       // own text and quoted chain
  std::string_view root = {};  // of which its own words count
  std::string_view author = {};
  std::string_view region = {};
};

// Whether one topic matches, and by which leaves: all that stand in what it looks at. `inherits`
// says that it looks at the quoted texts as well; a bare repost always does.
struct TopicEvidence {
  bool is_matched = false;
  std::vector<std::uint32_t> standing;
};
TopicEvidence naive_evidence(const TopicRule& rule, const TopicPost& post, bool inherits);

// A topic of a post, as an index into TopicSet::topics. With repost = "both" each result has its
// own entry.
struct TopicFound {
  std::size_t topic = 0;
  bool inherited = false;

  bool operator==(const TopicFound&) const = default;
};

// In the order of the file.
std::vector<TopicFound> naive_topics(const TopicSet& set, const TopicPost& post);

}  // namespace yuqing
