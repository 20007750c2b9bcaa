// Hashtags of the posts that no topic has: candidates for new topics.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "commands/backtest.h"

namespace yuqing {

inline constexpr std::size_t kShownHashtags = 20;
inline constexpr std::size_t kLongestHashtag = 120;  // bytes; what is longer is hardly a hashtag

class HashtagCount {
 public:
  // A post counts once for each of its hashtags, as they are written.
  void add(std::string_view own_text) {
    of_post_.clear();
    while (true) {
      const std::size_t open = own_text.find('#');
      const std::size_t close = open == own_text.npos ? open : own_text.find('#', open + 1);
      if (close == own_text.npos) {
        break;
      }
      const std::string_view tag = own_text.substr(open + 1, close - open - 1);
      own_text.remove_prefix(close + 1);
      if (!tag.empty() && tag.size() <= kLongestHashtag &&
          std::ranges::find(of_post_, tag) == of_post_.end()) {
        of_post_.push_back(tag);
      }
    }
    for (const std::string_view tag : of_post_) {
      posts_[std::string(tag)]++;
    }
  }

  // Those of most posts; in a tie the order is that of the bytes.
  std::vector<BacktestHashtag> most() const {
    std::vector<BacktestHashtag> all;
    for (const auto& [tag, posts] : posts_) {
      all.push_back({.tag = tag, .posts = posts});
    }
    std::ranges::sort(all, [](const BacktestHashtag& a, const BacktestHashtag& b) {
      return a.posts != b.posts ? a.posts > b.posts : a.tag < b.tag;
    });
    all.resize(std::min(all.size(), kShownHashtags));
    return all;
  }

 private:
  std::unordered_map<std::string, std::uint64_t> posts_;
  std::vector<std::string_view> of_post_;
};

}  // namespace yuqing
