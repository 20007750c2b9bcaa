// A few posts of a cell for each sentiment, by id: the evidence behind its numbers.
//
// Those whose mixed ids are smallest: a fair choice that depends on which posts there are and on
// nothing else. A post that is taken back stays; an edited one may stand under both sentiments.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "pipeline/opinion.h"

namespace yuqing {

class Examples {
 public:
  static constexpr std::size_t kMost = 3;  // of a sentiment

  Examples() = default;
  Examples(const Examples& other) { *this = other; }
  Examples(Examples&&) = default;
  Examples& operator=(const Examples& other);
  Examples& operator=(Examples&&) = default;
  ~Examples() = default;

  // 0 is no id.
  void add(Sentiment sentiment, std::uint64_t id);
  void add(const Examples& other);
  // Ascending by mixed id.
  std::span<const std::uint64_t> of(Sentiment sentiment) const;
  bool operator==(const Examples& other) const;

 private:
  struct Held {
    std::array<std::array<std::uint64_t, kMost>, kSentiments> ids = {};
    std::array<std::uint8_t, kSentiments> sizes = {};
    bool operator==(const Held&) const = default;
  };
  std::unique_ptr<Held> held_;  // null: none; most cells of an archive need no room for them
};

}  // namespace yuqing
