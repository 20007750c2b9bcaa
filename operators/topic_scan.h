// Finds many literals in one pass over text in normal form. The only place that knows Vectorscan.
//
// A literal is only the first sieve: edges and the borders of posts are for the caller to check.
#pragma once

#include <tbb/enumerable_thread_specific.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

struct hs_database;
struct hs_scratch;

namespace yuqing {

struct LiteralHit {
  std::uint32_t end = 0;      // index behind its last character in the text
  std::uint32_t literal = 0;  // index into what the scan was made of
};

class LiteralScan {
 public:
  // Literals are distinct and not empty. None at all is allowed, then nothing is ever found.
  explicit LiteralScan(const std::vector<std::u16string_view>& literals);

  // Replaces `hits` by every place of every literal, ordered by end. Called by many threads at
  // once.
  void scan(std::u16string_view text, std::vector<LiteralHit>& hits) const;

 private:
  struct Free {
    void operator()(hs_database* database) const;
    void operator()(hs_scratch* scratch) const;
  };
  using Scratch = std::unique_ptr<hs_scratch, Free>;

  std::unique_ptr<hs_database, Free> database_;
  Scratch prototype_;
  mutable tbb::enumerable_thread_specific<Scratch> scratch_;
};

}  // namespace yuqing
