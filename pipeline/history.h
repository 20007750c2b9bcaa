// Sums of the windows that a lane has forgotten: what a topic's usual volume is learnt from.
//
// The newest kHistory windows of the lane's event time. A window that is forgotten twice, because
// it was opened again, is added up.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "pipeline/tags.h"
#include "pipeline/window.h"

namespace yuqing {

inline constexpr std::int64_t kHistory = 1440;

struct Past {
  std::uint32_t posts = 0;  // of all kinds
  std::uint32_t negative = 0;
  std::uint32_t neutral = 0;
  std::uint32_t positive = 0;

  void add(const Past& other);
  bool operator==(const Past&) const = default;
};

// The sums of a cell, as far as the past keeps them.
Past past_of(const Cell& cell);

struct TaggedPast {
  Tag tag = kAllPosts;
  Past sums;
  bool operator==(const TaggedPast&) const = default;
};

// The oldest window start that counts as past, by event time; both have kHistory windows.
std::int64_t oldest_past(std::int64_t newest_event_ms, std::int64_t window_ms);

class History {
 public:
  // A window on its way out.
  void add(std::int64_t start, const Window& window);
  void put(std::int64_t start, Tag tag, const Past& sums);
  void forget_before(std::int64_t start);

  // By start; a window's tags ascend.
  const std::map<std::int64_t, std::vector<TaggedPast>>& windows() const { return windows_; }

 private:
  std::map<std::int64_t, std::vector<TaggedPast>> windows_;
};

}  // namespace yuqing
