// See report_timeline.h.
#include "commands/report_timeline.h"

#include <algorithm>
#include <array>

#include "commands/replay_windows.h"

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

constexpr std::array<std::int64_t, 15> kWidths = {
    kMinute,      2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute,
    30 * kMinute, kHour,       2 * kHour,   3 * kHour,    6 * kHour,
    12 * kHour,   kDay,        2 * kDay,    7 * kDay,     30 * kDay};

}  // namespace

Timeline make_timeline(const Lanes& lanes) {
  const TagTable& tags = lanes.tags();
  std::vector<Series> series(tags.names().size());
  Timeline timeline{.window_ms = lanes.windowing().size.count(), .range = {}, .series = {}};
  for_each_row(lanes, [&](const WindowRow& row) {
    Series& topic = series[tags.find(std::string(row.topic)).value()];
    if (timeline.range.end_ms == 0) {
      timeline.range.begin_ms = row.start_ms;
    }
    timeline.range.end_ms = row.end_ms;
    topic.points.push_back({.start_ms = row.start_ms,
                            .posts = row.cell.total(),
                            .opinions = {row.cell.posts[0], row.cell.posts[1], row.cell.posts[2]}});
    topic.sum.add(row.cell);
    topic.authors.add(*row.authors);
  });
  for (std::size_t tag = 0; tag < series.size(); tag++) {
    if (!series[tag].points.empty()) {
      series[tag].tag = static_cast<Tag>(tag);
      series[tag].id = tags.names()[tag];
      timeline.series.push_back(std::move(series[tag]));
    }
  }
  return timeline;
}

std::int64_t bucket_width(const Timeline& timeline, std::int64_t most) {
  const std::int64_t length = timeline.range.end_ms - timeline.range.begin_ms;
  std::int64_t width = timeline.window_ms;
  for (std::size_t i = 0; i < kWidths.size() && length / width + 2 > most; i++) {
    width = kWidths[i] % timeline.window_ms == 0 ? std::max(width, kWidths[i]) : width;
  }
  while (length / width + 2 > most) {
    width *= 2;
  }
  return width;
}

}  // namespace yuqing
