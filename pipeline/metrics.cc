// See metrics.h. Lanes become metric families here; catalogue.h says what each is called.
#include "pipeline/metrics.h"

#include <fmt/format.h>
#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <fstream>
#include <limits>

#include "pipeline/cell_series.h"
#include "pipeline/lanes.h"
#include "pipeline/metrics_catalogue.h"

namespace yuqing {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr std::array<std::string_view, 7> kStages = {"fill",  "parse",  "normalize", "sentiment",
                                                     "topic", "traits", "fold"};

// 1 us to 4 s, a factor of 4 apart.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    1e-6, 4e-6, 1.6e-5, 6.4e-5, 2.56e-4, 1.024e-3, 4.096e-3, 1.6384e-2, 6.5536e-2, 0.262144, 1, 4};

double seconds(std::int64_t ms) {
  return static_cast<double>(ms) / 1000;
}
double unix_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// What the process uses, from the kernel.
double resident_bytes() {
  std::ifstream in("/proc/self/statm");
  double total = 0;
  double resident = 0;
  in >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}
double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds_of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

// Families in the order of the catalogue, with the values that are set.
class Page {
 public:
  Page() {
    for (const MetricRow& row : metric_catalogue()) {
      MetricFamily family;
      family.name = row.name;
      family.help = row.help;
      family.type = row.type == "counter"     ? prometheus::MetricType::Counter
                    : row.type == "histogram" ? prometheus::MetricType::Histogram
                                              : prometheus::MetricType::Gauge;
      families_.push_back(std::move(family));
    }
  }

  void set(std::string_view name, double value, const Labels& labels = {}) {
    ClientMetric metric;
    family(name).type == prometheus::MetricType::Counter ? metric.counter.value = value
                                                         : metric.gauge.value = value;
    set(name, std::move(metric), labels);
  }
  void set(std::string_view name, std::uint64_t value, const Labels& labels = {}) {
    set(name, static_cast<double>(value), labels);
  }
  void set(std::string_view name, ClientMetric metric, const Labels& labels) {
    for (const auto& [label, value] : labels) {
      metric.label.push_back({std::string(label), std::string(value)});
    }
    family(name).metric.push_back(std::move(metric));
  }

  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  MetricFamily& family(std::string_view name) {
    for (MetricFamily& found : families_) {
      if (found.name == name) {
        return found;
      }
    }
    throw std::logic_error("not in the catalogue of metrics: " + std::string(name));
  }

  std::vector<MetricFamily> families_;
};

// Sums over all lanes.
struct Sums {
  Counters counters;
  std::vector<Cell> totals;
  std::int64_t newest_event_ms = kNoTime;
  std::size_t windows = 0;
  std::size_t ids = 0;
  std::size_t lanes = 0;
};

Sums sums_of(const Lanes& lanes) {
  Sums sums;
  sums.totals.resize(lanes.tags().names().size());
  for (const std::uint32_t index : lanes.owned()) {
    const Lane& lane = lanes[index];
    sums.counters.add(lane.counters);
    for (std::size_t tag = 0; tag < sums.totals.size(); tag++) {
      sums.totals[tag].add(lane.totals[tag]);
    }
    sums.newest_event_ms = std::max(sums.newest_event_ms, lane.newest_event_ms);
    sums.windows += lane.windows.size();
    sums.ids += lane.ids.size();
    sums.lanes++;
  }
  return sums;
}

// The values of a cell, one for each series.
void set_cell(Page& page, const std::vector<CellSeries>& series, const Labels& labels,
              const Cell& cell) {
  for (const CellSeries& one : series) {
    Labels all = labels;
    if (!one.label.empty()) {
      all.emplace_back(one.label, one.value);
    }
    page.set(one.family, one.sum(cell), all);
  }
}

void set_totals(Page& page, const Lanes& lanes, const Sums& sums) {
  set_cell(page, series_of_all_posts(), {}, sums.totals[kAllPosts]);
  for (std::size_t tag = 1; tag < sums.totals.size(); tag++) {
    const std::string& name = lanes.tags().names()[tag];
    if (is_entity(name)) {
      set_cell(page, series_of_entity(), {{"entity", std::string_view(name).substr(1)}},
               sums.totals[tag]);
    } else {
      set_cell(page, series_of_topic(), {{"topic", name}}, sums.totals[tag]);
    }
  }
}

// The window before the one that the newest post of all lanes falls into.
void set_window(Page& page, const Lanes& lanes, const Sums& sums) {
  const std::int64_t size = lanes.windowing().size.count();
  std::vector<Cell> cells(sums.totals.size());
  std::int64_t start = 0;
  if (sums.newest_event_ms != kNoTime) {
    start = window_start(sums.newest_event_ms, size) - size;
    for (const std::uint32_t index : lanes.owned()) {
      const auto found = lanes[index].windows.find(start);
      if (found == lanes[index].windows.end()) {
        continue;
      }
      for (const TaggedCell& tagged : found->second.cells) {
        cells[tagged.tag].add(tagged.cell);
      }
    }
  }
  page.set("yuqing_window_start_timestamp_seconds", seconds(start));
  for (std::size_t tag = 0; tag < cells.size(); tag++) {
    const std::string& name = lanes.tags().names()[tag];
    if (!is_entity(name)) {
      set_cell(page, series_of_window(), {{"topic", name}}, cells[tag]);
    }
  }
}

void set_partitions(Page& page, const Lanes& lanes) {
  for (const std::uint32_t index : lanes.owned()) {
    const Lane& lane = lanes[index];
    const std::string partition = std::to_string(lane.key.partition);
    const auto outcome = [&](std::string_view name, std::uint64_t records) {
      page.set("yuqing_partition_records_total", records,
               {{"partition", partition}, {"outcome", name}});
    };
    outcome("counted", lane.counters.counted());
    outcome("late", lane.counters.late);
    outcome("duplicate", lane.counters.duplicate);
    outcome("rejected", lane.counters.rejected());
    outcome("filtered", lane.counters.filtered());
    page.set("yuqing_records_consumed_total", lane.counters.consumed, {{"partition", partition}});
    if (lane.end != kNoOffset) {
      const std::int64_t next = std::max<std::int64_t>(lane.next, 0);
      page.set("yuqing_consumer_lag",
               static_cast<double>(std::max<std::int64_t>(lane.end - next, 0)),
               {{"partition", partition}});
    }
  }
}

void set_records(Page& page, const Sums& sums) {
  page.set("yuqing_records_counted_total", sums.counters.counted());
  page.set("yuqing_records_late_total", sums.counters.late);
  page.set("yuqing_records_duplicate_total", sums.counters.duplicate);
  page.set("yuqing_posts_retracted_total", sums.counters.retracted);
  page.set("yuqing_posts_replaced_total", sums.counters.replaced);
  for (std::size_t i = 1; i < kVerdicts; i++) {
    const auto verdict = static_cast<Verdict>(i);
    page.set(
        is_filtered(verdict) ? "yuqing_records_filtered_total" : "yuqing_records_rejected_total",
        sums.counters.verdicts[i], {{"reason", name_of(verdict)}});
  }
}

void set_state(Page& page, const Sums& sums) {
  page.set("yuqing_event_time_seconds", sums.newest_event_ms == kNoTime
                                            ? std::numeric_limits<double>::quiet_NaN()
                                            : seconds(sums.newest_event_ms));
  page.set("yuqing_windows_open", std::uint64_t{sums.windows});
  page.set("yuqing_ids_held", std::uint64_t{sums.ids});
  page.set("yuqing_lanes", std::uint64_t{sums.lanes});
}

void set_topics(Page& page, const std::string& version, const std::vector<TopicNames>& topics) {
  page.set("yuqing_topics_info", 1.0, {{"version", version}});
  for (const TopicNames& topic : topics) {
    page.set("yuqing_topic_info", 1.0,
             {{"topic", topic.id},
              {"name", topic.name},
              {"name_en", topic.name_en},
              {"target", topic.target}});
  }
}

}  // namespace

struct Metrics::State {
  State(const Lanes& all, bool from_snapshots) : lanes(all), restores(from_snapshots) {}

  const Lanes& lanes;
  const bool restores;
  std::array<prometheus::Histogram, kStages.size()> stages = {
      prometheus::Histogram(kSeconds), prometheus::Histogram(kSeconds),
      prometheus::Histogram(kSeconds), prometheus::Histogram(kSeconds),
      prometheus::Histogram(kSeconds), prometheus::Histogram(kSeconds),
      prometheus::Histogram(kSeconds)};
  const double started = unix_now();
  std::atomic<std::uint64_t> epochs = 0;
  std::atomic<std::uint64_t> snapshots = 0;
  std::atomic<std::uint64_t> failed_snapshots = 0;
  std::atomic<double> snapshot_seconds = 0;
  std::atomic<double> snapshot_bytes = 0;
  std::atomic<double> snapshot_at = 0;
  std::atomic<std::uint64_t> reloads = 0;
  std::atomic<std::uint64_t> failed_reloads = 0;
  std::atomic<bool> replay = false;
  std::mutex topics_mutex;  // guards the two below
  std::string topics_version;
  std::vector<TopicNames> topics;
};

Metrics::Metrics(const Lanes& lanes, bool restores)
    : state_(std::make_unique<State>(lanes, restores)) {}
Metrics::~Metrics() = default;

void Metrics::observe(std::string_view stage, std::chrono::nanoseconds took) {
  for (std::size_t i = 0; i < kStages.size(); i++) {
    if (kStages[i] == stage) {
      state_->stages[i].Observe(std::chrono::duration<double>(took).count());
    }
  }
}

void Metrics::snapshot_done(std::chrono::nanoseconds took, std::size_t bytes) {
  state_->snapshots++;
  state_->snapshot_seconds = std::chrono::duration<double>(took).count();
  state_->snapshot_bytes = static_cast<double>(bytes);
  state_->snapshot_at = unix_now();
}

void Metrics::snapshot_failed() {
  state_->failed_snapshots++;
}

void Metrics::epoch_begun() {
  state_->epochs++;
}

void Metrics::show_topics(std::uint64_t version, std::vector<TopicNames> topics) {
  const std::lock_guard lock(state_->topics_mutex);
  state_->topics_version = fmt::format("{:016x}", version);
  state_->topics = std::move(topics);
}

void Metrics::reload_done(bool ok) {
  (ok ? state_->reloads : state_->failed_reloads)++;
}

void Metrics::show_replay() {
  state_->replay = true;
}

std::string Metrics::text(bool ready) const {
  Page page;
  {
    const std::lock_guard lock(state_->lanes.mutex());
    const Sums sums = sums_of(state_->lanes);
    if (sums.lanes > 0 || !state_->restores) {
      set_totals(page, state_->lanes, sums);
      set_window(page, state_->lanes, sums);
      set_partitions(page, state_->lanes);
      set_records(page, sums);
    }
    set_state(page, sums);
  }
  for (std::size_t i = 0; i < kStages.size(); i++) {
    page.set("yuqing_stage_seconds", state_->stages[i].Collect(), {{"stage", kStages[i]}});
  }
  page.set("yuqing_snapshot_total", state_->snapshots.load(), {{"result", "ok"}});
  page.set("yuqing_snapshot_total", state_->failed_snapshots.load(), {{"result", "failed"}});
  page.set("yuqing_snapshot_seconds", state_->snapshot_seconds.load());
  page.set("yuqing_snapshot_bytes", state_->snapshot_bytes.load());
  page.set("yuqing_snapshot_last_success_timestamp_seconds", state_->snapshot_at.load());
  {
    const std::lock_guard lock(state_->topics_mutex);
    set_topics(page, state_->topics_version, state_->topics);
  }
  page.set("yuqing_replay_mode", state_->replay ? 1.0 : 0.0);
  page.set("yuqing_topics_reload_total", state_->reloads.load(), {{"result", "ok"}});
  page.set("yuqing_topics_reload_total", state_->failed_reloads.load(), {{"result", "failed"}});
  page.set("yuqing_rebalances_total", state_->epochs.load());
  page.set("yuqing_ready", ready ? 1.0 : 0.0);
  page.set("yuqing_process_start_time_seconds", state_->started);
  page.set("yuqing_process_resident_memory_bytes", resident_bytes());
  page.set("yuqing_process_cpu_seconds_total", cpu_seconds());
  page.set("yuqing_build_info", 1.0,
           {{"version", YUQING_VERSION}, {"compiler", "g++ " __VERSION__}});
  return page.text();
}

}  // namespace yuqing
