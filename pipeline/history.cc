// See history.h.
#include "pipeline/history.h"

#include <algorithm>

namespace yuqing {
namespace {

std::uint32_t narrow(std::uint64_t count) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, UINT32_MAX));
}

}  // namespace

void Past::add(const Past& other) {
  posts += other.posts;
  negative += other.negative;
  neutral += other.neutral;
  positive += other.positive;
}

Past past_of(const Cell& cell) {
  return {.posts = narrow(cell.total()),
          .negative = narrow(cell.posts[static_cast<std::size_t>(Sentiment::negative)]),
          .neutral = narrow(cell.posts[static_cast<std::size_t>(Sentiment::neutral)]),
          .positive = narrow(cell.posts[static_cast<std::size_t>(Sentiment::positive)])};
}

std::int64_t oldest_past(std::int64_t newest_event_ms, std::int64_t window_ms) {
  return newest_event_ms == kNoTime
             ? INT64_MIN
             : window_start(newest_event_ms, window_ms) - (kHistory - 1) * window_ms;
}

void History::add(std::int64_t start, const Window& window) {
  for (const TaggedCell& tagged : window.cells) {
    put(start, tagged.tag, past_of(tagged.cell));
  }
}

void History::put(std::int64_t start, Tag tag, const Past& sums) {
  std::vector<TaggedPast>& held = windows_[start];
  const auto at = std::ranges::lower_bound(held, tag, {}, &TaggedPast::tag);
  if (at != held.end() && at->tag == tag) {
    at->sums.add(sums);
  } else {
    held.insert(at, {.tag = tag, .sums = sums});
  }
}

void History::forget_before(std::int64_t start) {
  windows_.erase(windows_.begin(), windows_.lower_bound(start));
}

}  // namespace yuqing
