// Tags: the numbers that topics and entities have inside the job.
//
// Every tag is interned from the configuration (law: no label comes from a post), so a post
// carries a few numbers and a lane an array, and nothing on the path compares names.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace yuqing {

// Index into TagTable::names(). Tag 0 is every post, whatever its topics.
using Tag = std::uint16_t;
inline constexpr Tag kAllPosts = 0;
inline constexpr std::size_t kMaxTags = 4096;

// Names by tag. A topic is its id; what posts think of an entity stands under "$" and its id.
class TagTable {
 public:
  TagTable() { intern("all"); }

  // The tag of a name, made if it is new. Throws std::length_error beyond kMaxTags.
  Tag intern(std::string_view name) {
    const auto [found, is_new] = tags_.try_emplace(std::string(name), kAllPosts);
    if (is_new) {
      if (names_.size() == kMaxTags) {
        tags_.erase(found);
        throw std::length_error("more than 4095 topics and entities");
      }
      found->second = static_cast<Tag>(names_.size());
      names_.emplace_back(name);
    }
    return found->second;
  }

  // Nothing when no tag has that name.
  std::optional<Tag> find(const std::string& name) const {
    const auto found = tags_.find(name);
    return found == tags_.end() ? std::nullopt : std::optional(found->second);
  }

  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, Tag> tags_;
};

}  // namespace yuqing
