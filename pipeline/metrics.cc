// See metrics.h. What is put together here comes from metrics_lanes.h and metrics_topics.h;
// metrics_catalogue.h says what each is called.
#include "pipeline/metrics.h"

#include <fmt/format.h>
#include <prometheus/histogram.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

#include "pipeline/findings.h"
#include "pipeline/metrics_catalogue.h"
#include "pipeline/metrics_lanes.h"
#include "pipeline/metrics_topics.h"

namespace yuqing {
namespace {

constexpr std::array<std::string_view, 7> kStages = {"fill",  "parse",  "normalize", "sentiment",
                                                     "topic", "traits", "fold"};

// 1 us to 4 s, a factor of 4 apart.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    1e-6, 4e-6, 1.6e-5, 6.4e-5, 2.56e-4, 1.024e-3, 4.096e-3, 1.6384e-2, 6.5536e-2, 0.262144, 1, 4};

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

Totals totals_of(const Lanes& lanes) {
  Totals totals{.names = lanes.tags().names(), .cells = {}};
  totals.cells.resize(totals.names.size());
  for (const std::uint32_t index : lanes.owned()) {
    for (std::size_t tag = 0; tag < totals.cells.size(); tag++) {
      totals.cells[tag].add(lanes[index].totals[tag]);
    }
  }
  return totals;
}

void set_process(MetricsPage& page, double started) {
  page.set("yuqing_process_start_time_seconds", started);
  page.set("yuqing_process_resident_memory_bytes", resident_bytes());
  page.set("yuqing_process_cpu_seconds_total", cpu_seconds());
  page.set("yuqing_build_info", 1.0,
           {{"version", YUQING_VERSION}, {"compiler", "g++ " __VERSION__}});
}

}  // namespace

struct Metrics::State {
  State(const Lanes& all, std::chrono::milliseconds most)
      : lanes(all), patience(most), analyst(all) {}

  bool may_show(const LaneSums& sums);

  void set_machine(MetricsPage& page) const;
  void set_topics(MetricsPage& page);
  void set_left_out(MetricsPage& page);

  const Lanes& lanes;
  const std::chrono::milliseconds patience;
  const std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::atomic<bool> shown = false;  // totals, at least once
  Analyst analyst;
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
  std::atomic<std::uint64_t> batches = 0;  // in flight
  std::atomic<std::uint64_t> most_batches = 0;
  std::atomic<std::uint64_t> turns = 0;
  std::mutex left_out_mutex;
  LeftOut left_out;         // by all scrapes
  std::mutex topics_mutex;  // guards the two below
  std::string topics_version;
  std::vector<TopicNames> topics;
};

Metrics::Metrics(const Lanes& lanes, std::chrono::milliseconds patience)
    : state_(std::make_unique<State>(lanes, patience)) {}
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
  state_->turns++;  // who waits for a full disk is not stuck
}

void Metrics::epoch_begun() {
  state_->epochs++;
  state_->turns++;
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

void Metrics::batch_begun() {
  state_->batches++;
}

void Metrics::batch_done() {
  state_->batches--;
  state_->turns++;
}

std::uint64_t Metrics::turns() const {
  return state_->turns;
}

void Metrics::show_batches_limit(std::size_t most) {
  state_->most_batches = most;
}

Findings Metrics::findings() const {
  return state_->analyst.look();
}

std::vector<TopicNames> Metrics::topics() const {
  const std::lock_guard lock(state_->topics_mutex);
  return state_->topics;
}

void Metrics::State::set_machine(MetricsPage& page) const {
  for (std::size_t i = 0; i < kStages.size(); i++) {
    page.set("yuqing_stage_seconds", stages[i].Collect(), {{"stage", kStages[i]}});
  }
  page.set("yuqing_batches_in_flight", batches.load());
  page.set("yuqing_batches_limit", most_batches.load());
  page.set("yuqing_snapshot_total", snapshots.load(), {{"result", "ok"}});
  page.set("yuqing_snapshot_total", failed_snapshots.load(), {{"result", "failed"}});
  page.set("yuqing_snapshot_seconds", snapshot_seconds.load());
  page.set("yuqing_snapshot_bytes", snapshot_bytes.load());
  page.set("yuqing_snapshot_last_success_timestamp_seconds", snapshot_at.load());
  page.set("yuqing_replay_mode", replay ? 1.0 : 0.0);
  page.set("yuqing_topics_reload_total", reloads.load(), {{"result", "ok"}});
  page.set("yuqing_topics_reload_total", failed_reloads.load(), {{"result", "failed"}});
  page.set("yuqing_rebalances_total", epochs.load());
}

bool Metrics::State::may_show(const LaneSums& sums) {
  if (patience.count() == 0) {
    return true;
  }
  if (sums.lanes > 0 && (sums.caught_up || std::chrono::steady_clock::now() - began >= patience)) {
    shown = true;
  }
  return shown && sums.lanes > 0;
}

void Metrics::State::set_topics(MetricsPage& page) {
  const std::lock_guard lock(topics_mutex);
  page.set("yuqing_topics_info", 1.0, {{"version", topics_version}});
  set_topic_names(page, topics);
}

void Metrics::State::set_left_out(MetricsPage& page) {
  const std::lock_guard lock(left_out_mutex);
  for (const auto& [family, series] : page.left_out()) {
    left_out[family] += series;
  }
  for (const MetricRow& row : metric_catalogue()) {
    if (row.is_of_topics()) {
      page.set("yuqing_series_dropped_total", left_out[row.name], {{"family", row.name}});
    }
  }
}

std::string Metrics::text(bool ready) const {
  MetricsPage page;
  page.set("yuqing_ready", ready ? 1.0 : 0.0);
  set_process(page, state_->started);
  state_->set_machine(page);
  const Findings findings = state_->analyst.look();
  Totals totals;
  {
    const std::lock_guard lock(state_->lanes.mutex());
    const LaneSums sums = sums_of(state_->lanes);
    set_state(page, sums);
    set_lags(page, state_->lanes, unix_now());
    if (state_->may_show(sums)) {
      set_partitions(page, state_->lanes);
      set_records(page, sums);
      totals = totals_of(state_->lanes);
    }
  }
  state_->set_topics(page);
  if (!totals.names.empty()) {
    set_totals(page, totals, findings);
  }
  state_->set_left_out(page);
  return page.text();
}

}  // namespace yuqing
