// What an archive says over time: the windows of every topic as one series, small enough to keep
// while the archive is read a second time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "commands/report_statistics.h"
#include "pipeline/lanes.h"

namespace yuqing {

// A piece of event time; `end` does not belong to it.
struct Range {
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;

  bool holds(std::int64_t time_ms) const { return begin_ms <= time_ms && time_ms < end_ms; }
};

struct Point {
  std::int64_t start_ms = 0;
  std::uint64_t posts = 0;
  Opinions opinions;
};

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

// Start of the bucket that holds a time, as clocks in China cut days and hours.
std::int64_t bucket_start(std::int64_t time_ms, std::int64_t width_ms);

// Buckets of one width over a range, those without a post as well.
std::vector<Point> buckets_of(const Series& series, const Range& range, std::int64_t width_ms);

// The smallest of the usual widths that cuts the range into at most `most` buckets.
std::int64_t bucket_width(const Timeline& timeline, std::int64_t most);

}  // namespace yuqing
