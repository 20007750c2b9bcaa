// A fair choice of posts that are kept as examples.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "operators/topic_naive.h"
#include "pipeline/batch.h"

namespace yuqing {

// A post that outlives its batch.
struct Kept {
  std::uint64_t rank = 0;  // mixed from the id: the same for the same post only
  std::uint64_t id = 0;
  std::string text;
  std::string root;
  std::string author;
  std::string region;

  TopicPost post() const {
    return {.text = text, .root = root, .author = author, .region = region};
  }
};

// The posts of the smallest ranks: a fair sample that does not depend on the order.
class Sample {
 public:
  explicit Sample(std::size_t most) : most_(most) {}

  void add(std::uint64_t rank, const Post& post) {
    if (kept_.size() == most_ && rank >= kept_.front().rank) {
      return;
    }
    kept_.push_back({.rank = rank,
                     .id = post.id,
                     .text = std::string(post.text),
                     .root = std::string(post.root),
                     .author = std::string(post.author),
                     .region = std::string(post.region)});
    std::ranges::push_heap(kept_, {}, &Kept::rank);
    if (kept_.size() > most_) {
      std::ranges::pop_heap(kept_, {}, &Kept::rank);
      kept_.pop_back();
    }
  }

  std::vector<Kept> in_order() const {
    std::vector<Kept> sorted = kept_;
    std::ranges::sort(sorted, {}, &Kept::rank);
    return sorted;
  }

 private:
  std::size_t most_;
  std::vector<Kept> kept_;  // a heap, the largest rank in front
};

}  // namespace yuqing
