// See job.h.
#include "commands/job.h"

#include <malloc.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "commands/example_texts.h"
#include "commands/now.h"
#include "commands/page.h"
#include "commands/probes.h"
#include "commands/reload.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "commands/supervision.h"
#include "operators/catalogue.h"
#include "operators/kafka_merge.h"
#include "pipeline/fold.h"
#include "pipeline/http.h"

namespace yuqing {
namespace {

std::vector<std::unique_ptr<Sink>> make_sinks(const Section& root, Health& health) {
  std::vector<std::unique_ptr<Sink>> sinks;
  if (root.has("sink_file")) {
    sinks.push_back(make_sink_file(root.table("sink_file")));
  }
  if (root.has("sink_kafka")) {
    sinks.push_back(make_sink_kafka(root.table("sink_kafka"), health));
  }
  return sinks;
}

std::unique_ptr<Source> make_source(const Section& root, Health& health, const Machine& machine) {
  return make_source_kafka(root.table("source_kafka"), health, machine.batch_posts,
                           machine.batch_bytes);
}

// A section that is there must be right, also while it is not in use.
std::unique_ptr<Store> make_store(const Section& root, const Settings& settings, Health& health) {
  std::unique_ptr<Store> kafka;
  if (root.has("store_kafka")) {
    kafka = make_store_kafka(root.table("store_kafka"), health);
  } else if (settings.store_in_kafka) {
    root.complain("store_kafka", "missing; add [store_kafka] with brokers and topic");
  }
  if (settings.store_in_kafka) {
    return kafka;
  }
  if (settings.state.empty()) {
    root.table("state").complain("dir", "missing; name a folder that survives a restart");
  }
  return make_file_store(settings.state);
}

// For how long totals wait for what an earlier run has shown. It had counted for an interval since
// its last snapshot, so after two everything is counted again.
std::chrono::milliseconds totals_wait(const Settings& settings) {
  std::error_code missing;
  const bool restores =
      settings.store_in_kafka || (std::filesystem::exists(settings.state, missing) &&
                                  !std::filesystem::is_empty(settings.state, missing));
  return restores ? 2 * settings.interval + std::chrono::seconds(10) : std::chrono::seconds(0);
}

void every(std::chrono::milliseconds time, const std::stop_token& done,
           const std::function<void()>& act) {
  std::mutex mutex;
  std::condition_variable_any tick;
  std::unique_lock lock(mutex);
  while (!tick.wait_for(lock, done, time, [&done] { return done.stop_requested(); })) {
    act();
  }
}

}  // namespace

void check_connectors(const Section& root) {
  Health health;
  if (root.has("source_kafka")) {
    make_source(root, health, {});
  }
  make_sinks(root, health);
  if (root.has("store_kafka")) {
    make_store_kafka(root.table("store_kafka"), health);
  }
  if (root.has("merge")) {
    read_merge_plan(root.table("merge"));
  }
}

struct Job::Parts {
  Health health;
  Settings settings;
  Scoring scoring;
  std::unique_ptr<Source> source;
  std::vector<std::unique_ptr<Sink>> sinks;
  std::unique_ptr<Store> store;
  std::optional<Lanes> lanes;
  std::promise<std::string> listening;
};

Job::Job(File& config) : parts_(std::make_unique<Parts>()) {
  Parts& parts = *parts_;
  const Section root = config.root();
  parts.settings = read_settings(root);
  parts.scoring = make_scoring(root);
  if (!root.has("source_kafka")) {
    root.complain("source_kafka", "missing; add [source_kafka] with brokers and topic");
  }
  parts.source = make_source(root, parts.health, parts.settings.machine);
  parts.sinks = make_sinks(root, parts.health);
  parts.store = make_store(root, parts.settings, parts.health);
  if (root.has("merge")) {
    read_merge_plan(root.table("merge"));
  }
  refuse_complaints(config);
  parts.lanes.emplace(parts.settings.windowing, parts.scoring.tags, parts.store.get());
}

Job::~Job() = default;

void Job::run(const std::stop_token& stop) {
  Parts& parts = *parts_;
  Metrics metrics(*parts.lanes, totals_wait(parts.settings));
  const std::unique_ptr<ExampleTexts> texts =
      make_example_texts(parts.settings.examples, *parts.lanes);
  Fold fold({.lanes = *parts.lanes,
             .source = *parts.source,
             .metrics = metrics,
             .store = parts.store.get(),
             .sinks = std::move(parts.sinks),
             .witness = texts.get(),
             .health = &parts.health,
             .interval = parts.settings.interval,
             .scoring = parts.scoring.hash});
  Handover handover;
  TopicReload reload(parts.scoring, handover, metrics);
  NowPage now({.metrics = metrics,
               .health = &parts.health,
               .is_replay = false,
               .examples = parts.settings.examples,
               .text_of = teller_of(texts.get())});
  Supervision supervision(parts.health, [&metrics] { return metrics.turns(); });
  const HttpServer server(parts.settings.listen,
                          {{"/", live_page},
                           {"/metrics",
                            [&] {
                              return Page{.type = "text/plain; version=0.0.4; charset=utf-8",
                                          .body = metrics.text(parts.health.unready().empty())};
                            }},
                           {"/api/v1/now", [&] { return now.page(); }},
                           {"/livez", [&] { return liveness(supervision.stuck()); }},
                           {"/readyz", [&] { return readiness(parts.health, reload.version()); }}},
                          parts.settings.access);
  spdlog::info("listening on {}", server.address());
  if (!parts.settings.access.user.empty() && !is_loopback_address(parts.settings.listen)) {
    spdlog::warn("http: the password travels in clear to {}; put a proxy with TLS before it",
                 server.address());
  }
  parts.listening.set_value(server.address());
  supervision.serving(stop);
  // Twice a look make a change, so the new topics count a second after the file was written.
  const std::jthread watch([&reload](const std::stop_token& done) {
    every(std::chrono::milliseconds(500), done, [&reload] { reload.look(); });
  });
  // The allocator keeps what a backlog has taken for each thread; others may need it.
  const std::jthread tidy([](const std::stop_token& done) {
    every(std::chrono::seconds(30), done, [] { malloc_trim(0); });
  });
  run_pipeline({.source = *parts.source,
                .stages = parts.scoring.stages,
                .fold = fold,
                .lanes = *parts.lanes,
                .metrics = metrics,
                .machine = parts.settings.machine,
                .handover = &handover},
               stop);
  spdlog::info("stopped: everything that was read is counted and durable");
}

const Lanes& Job::lanes() const {
  return *parts_->lanes;
}

std::future<std::string> Job::listening() {
  return parts_->listening.get_future();
}

Health& Job::health() {
  return parts_->health;
}

}  // namespace yuqing
