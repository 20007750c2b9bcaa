// Tags: the numbers that topics have inside the job.
//
// Every tag is interned from the configuration at start (law: no label comes from a post), so a
// post carries a small bit set and a window an array, and nothing on the path compares names.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace yuqing {

// Index into TagTable::names(). Tag 0 is every post, whatever its topics.
using Tag = std::uint16_t;
inline constexpr Tag kAllPosts = 0;
inline constexpr std::size_t kMaxTags = 256;

// The tags of one post, kAllPosts not among them.
class TagSet {
 public:
  void add(Tag tag) { words_[tag / 64] |= std::uint64_t{1} << (tag % 64); }
  bool has(Tag tag) const { return (words_[tag / 64] >> (tag % 64) & 1) != 0; }
  void clear() { words_ = {}; }

  // Calls visit(Tag) in ascending order.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < words_.size(); i++) {
      for (std::uint64_t rest = words_[i]; rest != 0; rest &= rest - 1) {
        visit(static_cast<Tag>(i * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
      }
    }
  }

 private:
  std::array<std::uint64_t, kMaxTags / 64> words_ = {};
};

// Names by tag. Filled at start, constant afterwards.
class TagTable {
 public:
  TagTable() : names_{"all"} {}

  // The tag of a name, made if it is new. Throws std::length_error beyond kMaxTags.
  Tag intern(std::string_view name) {
    for (std::size_t tag = 0; tag < names_.size(); tag++) {
      if (names_[tag] == name) {
        return static_cast<Tag>(tag);
      }
    }
    if (names_.size() == kMaxTags) {
      throw std::length_error("more than 255 topics");
    }
    names_.emplace_back(name);
    return static_cast<Tag>(names_.size() - 1);
  }

  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
};

}  // namespace yuqing
