// A topic file: what analysts write, read and checked. schemas/topics.md is its contract.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/topic_terms.h"
#include "pipeline/config.h"

namespace yuqing {

// One topic with its entities replaced by their aliases. It matches a post in which every list of
// `required` has a term and in which no term of `none` stands.
struct TopicRule {
  std::string id;
  std::vector<std::vector<Term>> required;
  std::vector<Term> none;
};

// Reads a parsed file. Complains to the file about every mistake; what it returns is sound only if
// the file has no complaints.
std::vector<TopicRule> read_topics(File& file);

// The file that [topic] names, or the built-in one.
File topic_file(const Section& topic);

// Of the bytes of the same file, for snapshots: counts made by other topics must not be continued.
std::uint64_t topics_hash(const Section& topic);

}  // namespace yuqing
