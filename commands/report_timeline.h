// What an archive says over time: the windows of every topic as one series, small enough to keep
// while the archive is read a second time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/buckets.h"
#include "pipeline/lanes.h"

namespace yuqing {

struct Series {
  Tag tag = kAllPosts;
  std::string id;             // as in windows.csv
  std::vector<Point> points;  // windows that hold a post, by start
  Cell sum;                   // of all of them
  Authors authors;

  bool is_entity() const { return id.starts_with('$'); }
  Opinions opinions() const { return {sum.posts[0], sum.posts[1], sum.posts[2]}; }
};

struct Timeline {
  std::int64_t window_ms = 60'000;
  Range range;                 // from the first window to the last
  std::vector<Series> series;  // by tag; without those that no post belongs to
};

Timeline make_timeline(const Lanes& lanes);

// The smallest of the usual widths that cuts the range into at most `most` buckets.
std::int64_t bucket_width(const Timeline& timeline, std::int64_t most);

}  // namespace yuqing
