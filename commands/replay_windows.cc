// See replay_windows.h.
#include "commands/replay_windows.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "commands/result_file.h"
#include "operators/archive_place.h"
#include "operators/csv_rows.h"
#include "operators/json_rows.h"
#include "pipeline/merge.h"

namespace yuqing {
namespace {

using Place = std::pair<std::int64_t, std::uint32_t>;  // start of a window, and its lane

// The windows of partitions, by start and then by lane: lanes are numbered by partition. Loose
// files have no partitions that anybody else knows.
std::vector<Place> windows_of_partitions(const Lanes& lanes) {
  std::vector<Place> places;
  for (const std::uint32_t lane : lanes.owned()) {
    if (lanes[lane].key.source == kFilesLane) {
      continue;
    }
    places.reserve(places.size() + lanes[lane].windows.size());
    for (const auto& [start, window] : lanes[lane].windows) {
      places.emplace_back(start, lane);
    }
  }
  std::ranges::sort(places);
  return places;
}

std::vector<TaggedCell> by_tag(const Cells& cells) {
  std::vector<TaggedCell> sorted(cells.begin(), cells.end());
  std::ranges::sort(sorted, {}, &TaggedCell::tag);
  return sorted;
}

// One replay counts everything by the same scoring.
std::uint64_t scoring_of(const Lanes& lanes, std::int64_t start) {
  for (const std::uint32_t lane : lanes.owned()) {
    const auto window = lanes[lane].windows.find(start);
    if (window != lanes[lane].windows.end()) {
      return window->second.scoring;
    }
  }
  return 0;
}

void write_partitions(const std::filesystem::path& path, const Lanes& lanes) {
  const std::vector<Place> places = windows_of_partitions(lanes);
  if (places.empty()) {
    std::filesystem::remove(path);
    return;
  }
  ResultFile file(path);
  for (const auto& [start, index] : places) {
    const Lane& lane = lanes[index];
    const Window& window = lane.windows.at(start);
    for (const TaggedCell& tagged : by_tag(window.cells)) {
      append_json(file.text(), WindowRow{.lane = &lane.key,
                                         .start_ms = start,
                                         .end_ms = start + lanes.windowing().size.count(),
                                         .topic = lanes.tags().names()[tagged.tag],
                                         .cell = tagged.cell,
                                         .authors = &tagged.authors,
                                         .gists = &tagged.gists,
                                         .version = window.version,
                                         .scoring = window.scoring,
                                         .final = window.final});
      file.text() += '\n';
    }
    file.flush_if_full();
  }
  file.finish();
}

}  // namespace

void for_each_row(const Lanes& lanes, const std::function<void(const WindowRow&)>& see) {
  for (const std::int64_t start : window_starts(lanes)) {
    const std::uint64_t scoring = scoring_of(lanes, start);
    for (const TaggedCell& tagged : merged_window(lanes, start)) {
      see({.lane = nullptr,
           .start_ms = start,
           .end_ms = start + lanes.windowing().size.count(),
           .topic = lanes.tags().names()[tagged.tag],
           .cell = tagged.cell,
           .authors = &tagged.authors,
           .gists = &tagged.gists,
           .scoring = scoring});
    }
  }
}

void write_windows(const std::filesystem::path& folder, const Lanes& lanes) {
  ResultFile json(folder / "windows.jsonl");
  ResultFile csv(folder / "windows.csv");
  csv.text() += kByteOrderMark;
  append_csv_header(csv.text());
  for_each_row(lanes, [&](const WindowRow& row) {
    append_json(json.text(), row);
    json.text() += '\n';
    append_csv(csv.text(), row);
    json.flush_if_full();
    csv.flush_if_full();
  });
  json.finish();
  csv.finish();
  write_partitions(folder / "partitions.jsonl", lanes);
}

}  // namespace yuqing
