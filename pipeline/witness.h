// A witness sees every post that the fold takes in, and what became of it.
//
// For those who need the posts themselves beside the sums: tables of posts, causes, archives.
#pragma once

#include <cstdint>

#include "pipeline/batch.h"

namespace yuqing {

enum class Fate : std::uint8_t {
  counted,
  late,
  duplicate,
  replaced,     // counted in the place of its earlier form
  retracted,    // a removal that took its post back
  not_counted,  // the post's verdict says why
};

// see() is called under the fold's order, one call at a time, once for each post of each record
// that is not folded already; what it is given is good for the call only. It may throw what a sink
// may throw.
class Witness {
 public:
  virtual ~Witness() = default;
  virtual void see(const Post& post, const Record& record, Fate fate, const Batch& batch) = 0;
};

}  // namespace yuqing
