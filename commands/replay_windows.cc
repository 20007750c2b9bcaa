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

namespace yuqing {
namespace {

using Place = std::pair<std::int64_t, std::uint32_t>;  // start of a window, and its lane

// The windows of the wanted lanes, by start and then by lane: lanes are numbered by partition.
std::vector<Place> places_of(const Lanes& lanes, bool (*wanted)(const Lane&)) {
  std::vector<Place> places;
  for (const std::uint32_t lane : lanes.owned()) {
    if (!wanted(lanes[lane])) {
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

// Loose files have no partitions that anybody else knows.
bool is_partition(const Lane& lane) {
  return lane.key.source != kFilesLane;
}

void write_partitions(const std::filesystem::path& path, const Lanes& lanes) {
  const std::vector<Place> places = places_of(lanes, is_partition);
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
  const std::vector<Place> places = places_of(lanes, [](const Lane&) { return true; });
  for (std::size_t i = 0; i < places.size();) {
    const std::int64_t start = places[i].first;
    const std::uint64_t scoring = lanes[places[i].second].windows.at(start).scoring;
    Cells sum;
    for (; i < places.size() && places[i].first == start; i++) {
      for (const TaggedCell& tagged : lanes[places[i].second].windows.at(start).cells) {
        sum[tagged.tag].add(tagged.cell);
      }
    }
    for (const TaggedCell& tagged : by_tag(sum)) {
      see({.lane = nullptr,
           .start_ms = start,
           .end_ms = start + lanes.windowing().size.count(),
           .topic = lanes.tags().names()[tagged.tag],
           .cell = tagged.cell,
           .scoring = scoring});
    }
  }
}

std::size_t count_windows(const Lanes& lanes) {
  std::vector<Place> places = places_of(lanes, [](const Lane&) { return true; });
  const auto same_start = [](const Place& a, const Place& b) { return a.first == b.first; };
  return static_cast<std::size_t>(
      std::distance(places.begin(), std::unique(places.begin(), places.end(), same_start)));
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
