// Examples: a few posts of each topic and sentiment, for people to look at.
//
// The ones whose ids have the smallest hashes: a choice that nobody made, that does not depend on
// the order of posts, and that is the same in every report of the same archive.
#pragma once

#include <array>
#include <vector>

#include "commands/post_names.h"
#include "pipeline/witness.h"

namespace yuqing {

struct Example {
  std::uint64_t hash = 0;
  std::string name;  // as in posts.csv
  std::string url;   // empty where it is not known or not to be told
};

class ReportExamples final : public Witness {
 public:
  // `names` outlives it.
  ReportExamples(std::size_t tags, const PostNames& names);

  void see(const Post& post, const Record& record, Fate fate, const Batch& batch) override;
  // By hash; at most three.
  const std::vector<Example>& of(Tag tag, Sentiment sentiment) const;

 private:
  void offer(Tag tag, std::uint64_t hash, const Post& post, const Batch& batch);

  std::vector<std::array<std::vector<Example>, kSentiments>> examples_;  // by tag
  const PostNames& names_;
};

}  // namespace yuqing
