// Causes: what rose in one range of time beside another, among the posts of a topic.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "commands/post_names.h"
#include "commands/report_tally.h"
#include "commands/report_terms.h"
#include "commands/report_timeline.h"
#include "pipeline/rises.h"
#include "pipeline/witness.h"

namespace yuqing {

struct Comparison {
  Tag tag = kAllPosts;
  Range now;
  Range before;
};

// What rose holds counts of posts: `before` and `now` have their own wholes.
struct Cause {
  std::uint64_t now = 0;     // posts in the range
  std::uint64_t before = 0;  // posts in the range that it is held beside
  std::vector<Rise> terms;
  std::vector<Rise> hashtags;
  std::vector<Rise> accounts;
  Share copied_now;     // posts whose own text another post of the range has as well,
  Share copied_before;  // of those that have own words enough
  Share opposed_now;    // commented reposts that contradict what they quote, of all of them
  Share opposed_before;
  std::vector<Rise> most_hashtags;  // by count over both ranges
  std::uint32_t lost = 0;           // so much may be missing from a term's counts
};

// Looks at each counted post once. An edited post counts as it was first written.
class Causes final : public Witness {
 public:
  // `names` outlives it.
  Causes(std::vector<Comparison> comparisons, const PostNames& names);
  ~Causes() override;

  void see(const Post& post, const Record& record, Fate fate, const Batch& batch) override;
  Cause cause(std::size_t comparison) const;

 private:
  struct Side;
  void add(Side& side, bool is_now, const Post& post, const Batch& batch);
  void collect(const Post& post, const Batch& batch);

  std::vector<Comparison> comparisons_;
  const PostNames& names_;
  std::vector<std::unique_ptr<Side>> sides_;
  // Of the post that is looked at, kept for their memory.
  std::vector<Term> terms_;
  std::u16string_view words_;
  std::vector<std::u16string_view> hashtags_;
  std::vector<std::string> accounts_;
  std::vector<std::uint64_t> keys_;
};

}  // namespace yuqing
