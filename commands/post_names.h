// How posts and accounts are called in files that leave the machine.
//
// With a key a keyed hash stands for them, behind "h:"; without one they are as their platform
// calls them, behind "id:" or "@". The mark keeps spreadsheets from taking digits for a number.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "operators/pseudonym.h"
#include "pipeline/batch.h"

namespace yuqing {

class PostNames {
 public:
  explicit PostNames(const std::optional<std::string>& key) {
    if (key) {
      hashes_.emplace(*key);
    }
  }

  bool are_raw() const { return !hashes_; }

  // Its deletion may not tell the id as a text, so the hash is that of the number.
  std::string post(const Post& post, const Details* details) const {
    if (hashes_) {
      return "h:" + hashes_->of("post", std::to_string(post.id));
    }
    return "id:" + (details != nullptr && !details->id.empty() ? std::string(details->id)
                                                               : std::to_string(post.id));
  }

  std::string account(std::string_view name) const {
    return hashes_ ? fmt::format("h:{:.{}}", hashes_->of("account", name), kAccountDigits)
                   : fmt::format("@{}", name);
  }

 private:
  static constexpr std::size_t kAccountDigits = 12;  // people compare them by eye
  std::optional<Pseudonyms> hashes_;
};

// The details of a post where the batch has them.
inline const Details* details_of(const Post& post, const Batch& batch) {
  const auto place = static_cast<std::size_t>(&post - batch.posts.data());
  return place < batch.details.size() ? &batch.details[place] : nullptr;
}

}  // namespace yuqing
