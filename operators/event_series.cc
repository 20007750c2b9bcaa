// See event_series.h. Series are made one after the other from rows that the lanes hold anyway, so
// memory does not grow with samples.
#include "operators/event_series.h"

#include <algorithm>
#include <optional>
#include <span>

#include "operators/recorded_series.h"
#include "pipeline/cell_series.h"
#include "pipeline/metrics_catalogue.h"

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kLookback = 5 * kMinute;  // Prometheus' default --query.lookback-delta

// What a tag has in one window of one lane.
struct Row {
  std::int64_t start_ms = 0;
  const Cell* cell = nullptr;
};
using Rows = std::vector<Row>;

// By tag, each by start. Several lanes may have rows of the same start.
std::vector<Rows> rows_by_tag(const Lanes& lanes) {
  std::vector<Rows> rows(lanes.tags().names().size());
  for (const std::uint32_t lane : lanes.owned()) {
    for (const auto& [start, window] : lanes[lane].windows) {
      for (const TaggedCell& tagged : window.cells) {
        rows[tagged.tag].push_back({.start_ms = start, .cell = &tagged.cell});
      }
    }
  }
  for (Rows& of_tag : rows) {
    std::ranges::stable_sort(of_tag, {}, &Row::start_ms);
  }
  return rows;
}

// From the start of the first window to the end of the last.
struct Stretch {
  std::int64_t first_ms = 0;
  std::int64_t last_ms = 0;
  std::int64_t window_ms = kMinute;
};

// The times at which all series of a tag have a sample: see event_series.h.
template <typename See>
class Sampling {
 public:
  // `see(time, rows)` gets the rows of the window that ends then, or none.
  Sampling(const Stretch& stretch, const See& see) : stretch_(stretch), see_(see) {}

  void run(std::span<const Row> rows) {
    sample(stretch_.first_ms, {});
    while (!rows.empty()) {
      const std::int64_t start = rows.front().start_ms;
      const auto other =
          std::ranges::find_if(rows, [start](const Row& row) { return row.start_ms != start; });
      const auto same = static_cast<std::size_t>(other - rows.begin());
      flatten(start);
      sample(start, {});
      sample(start + stretch_.window_ms, rows.first(same));
      changed_ = newest_;
      rows = rows.subspan(same);
    }
    flatten(stretch_.last_ms);
    sample(stretch_.last_ms, {});
  }

 private:
  void sample(std::int64_t time, std::span<const Row> rows) {
    if (time > newest_) {
      see_(time, rows);
      newest_ = time;
    }
  }

  // Holds what the last change left, window by window or minute by minute, but not beyond `end`.
  void flatten(std::int64_t end) {
    if (changed_ == kNoTime) {
      return;
    }
    const std::int64_t window = stretch_.window_ms;
    end = std::min(end, changed_ + std::max(kLookback, window));
    for (std::int64_t time = changed_ + window; time <= end; time += std::max(window, kMinute)) {
      sample(time, {});
    }
  }

  const Stretch& stretch_;
  const See& see_;
  std::int64_t newest_ = kNoTime;
  std::int64_t changed_ = kNoTime;
};

// Which tags have series of a list, and how they are told apart.
enum class Who { all_posts, topics, entities, topics_and_all };

SeriesText::Label label_of(Who who, std::string_view tag) {
  switch (who) {
    case Who::all_posts:
      return {};
    case Who::entities:
      return {.name = "entity", .value = tag.substr(1)};
    case Who::topics:
    case Who::topics_and_all:
      return {.name = "topic", .value = tag};
  }
  return {};
}

bool belongs(Who who, std::size_t tag, std::string_view name) {
  if (tag == kAllPosts) {
    return who == Who::all_posts || who == Who::topics_and_all;
  }
  return is_entity(name) ? who == Who::entities : who == Who::topics || who == Who::topics_and_all;
}

class EventSeries {
 public:
  EventSeries(const Lanes& lanes, SeriesText& text)
      : names_(lanes.tags().names()), rows_(rows_by_tag(lanes)), text_(text) {
    const Rows& all = rows_[kAllPosts];
    if (!all.empty()) {
      const std::int64_t window = lanes.windowing().size.count();
      stretch_ = {.first_ms = all.front().start_ms,
                  .last_ms = all.back().start_ms + window,
                  .window_ms = window};
    }
  }

  void write(const MetricRow& family) {
    write_cells(family, Who::all_posts, series_of_all_posts());
    write_cells(family, Who::topics, series_of_topic());
    write_cells(family, Who::entities, series_of_entity());
    write_cells(family, Who::topics_and_all, series_of_window());
    if (family.name == "yuqing_window_start_timestamp_seconds") {
      write_starts(family);
    }
  }

  void write_recorded() {
    text_.begin_family(kVolumeRate, "gauge", "Posts a second of a topic over the last 5 minutes.");
    write_volumes(kVolumeRate, [](const RecordedVolume& volume, std::int64_t window) {
      return std::optional(volume.rate(window));
    });
    text_.begin_family(kVolumeRateOfHour, "gauge",
                       "Mean of the same over the hour that ended 10 minutes before.");
    write_volumes(kVolumeRateOfHour, [](const RecordedVolume& volume, std::int64_t window) {
      return volume.rate_of_hour(window);
    });
  }

  bool empty() const { return rows_[kAllPosts].empty(); }

 private:
  // Nothing where the family is not of this list.
  void write_cells(const MetricRow& family, Who who, const std::vector<CellSeries>& series) {
    if (std::ranges::find(series, family.name, &CellSeries::family) == series.end()) {
      return;
    }
    text_.begin_family(family.name, family.type, family.help);
    for (std::size_t tag = 0; tag < rows_.size(); tag++) {
      // A topic without a post has no series: it would be zeros on every panel.
      if (rows_[tag].empty() || !belongs(who, tag, names_[tag])) {
        continue;
      }
      for (const CellSeries& part : series) {
        if (part.family == family.name) {
          text_.begin_series(family.name, label_of(who, names_[tag]), {part.label, part.value});
          write_sums(rows_[tag], part, family.type == "counter");
        }
      }
    }
  }

  void write_sums(const Rows& rows, const CellSeries& part, bool running) {
    std::uint64_t sum = 0;
    const auto see = [&](std::int64_t time, std::span<const Row> ending) {
      sum = running ? sum : 0;
      for (const Row& row : ending) {
        sum += part.sum(*row.cell);
      }
      text_.sample(time, sum);
    };
    Sampling(stretch_, see).run(rows);
  }

  void write_starts(const MetricRow& family) {
    text_.begin_family(family.name, family.type, family.help);
    text_.begin_series(family.name, {}, {});
    const auto see = [&](std::int64_t time, std::span<const Row>) {
      text_.sample(time, static_cast<double>(time - stretch_.window_ms) / 1000);
    };
    Sampling(stretch_, see).run(rows_[kAllPosts]);
  }

  std::int64_t number_of(std::int64_t end_ms) const {
    return (end_ms - stretch_.first_ms) / stretch_.window_ms;
  }

  template <typename Value>
  void write_volumes(std::string_view family, const Value& value) {
    for (std::size_t tag = 0; tag < rows_.size(); tag++) {
      if (rows_[tag].empty() || !belongs(Who::topics, tag, names_[tag])) {
        continue;
      }
      RecordedVolume volume(stretch_.window_ms);
      for (const Row& row : rows_[tag]) {
        volume.add(number_of(row.start_ms) + 1, row.cell->total());
      }
      text_.begin_series(family, label_of(Who::topics, names_[tag]), {});
      const auto see = [&](std::int64_t time, std::span<const Row>) {
        if (const std::optional<double> known = value(volume, number_of(time))) {
          text_.sample(time, *known);
        }
      };
      Sampling(stretch_, see).run(rows_[tag]);
    }
  }

  const std::vector<std::string>& names_;
  const std::vector<Rows> rows_;
  SeriesText& text_;
  Stretch stretch_;
};

}  // namespace

void write_event_series(const Lanes& lanes, std::string_view archive, SeriesFormat format,
                        const TextSink& sink) {
  SeriesText text(format, archive, sink);
  EventSeries series(lanes, text);
  if (!series.empty()) {
    for (const MetricRow& family : metric_catalogue()) {
      series.write(family);
    }
    series.write_recorded();
  }
  text.end();
}

}  // namespace yuqing
