// `yuqing demo` itself: a broker, the firehose and the job, all in this process.
//
// The job is the one of `yuqing run`: its configuration is written as text and read as a file
// would be. At the end every record that was produced must be accounted for.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <future>
#include <mutex>
#include <stdexcept>

#include "commands/demo.h"
#include "commands/demo_feed.h"
#include "commands/demo_table.h"
#include "commands/demo_view.h"
#include "commands/job.h"
#include "commands/stop.h"
#include "operators/firehose_parts.h"
#include "operators/kafka.h"
#include "pipeline/errors.h"
#include "pipeline/http.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kTopic = "posts";
constexpr int kPartitions = 4;
constexpr auto kRefresh = 500ms;
constexpr auto kStartPatience = 60s;
constexpr auto kDrainPatience = 60s;

// A folder of its own that goes away with it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = std::filesystem::temp_directory_path() / "yuqing-demo-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
      throw std::runtime_error("no folder can be made as " + name +
                               "; name one that can be written in TMPDIR");
    }
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The mock broker does not wake a reader when posts come, hence the short wait. At the demo's
// speed a window of ten minutes is over twice a second. Its posts are invented, so the page may
// show their texts.
std::string configuration(const LiveDemo& demo, const std::string& brokers,
                          const std::filesystem::path& state) {
  return fmt::format(
      "[source_kafka]\n"
      "brokers = \"{}\"\n"
      "topic = \"{}\"\n"
      "group = \"yuqing-demo\"\n"
      "[source_kafka.librdkafka]\n"
      "\"fetch.wait.max.ms\" = 10\n"
      "[pipeline]\n"
      "threads = {}\n"
      "[window]\n"
      "size = \"10m\"\n"
      "lateness = \"10m\"\n"
      "[state]\n"
      "dir = '{}'\n"
      "[http]\n"
      "listen = '{}'\n"
      "[page]\n"
      "examples = \"texts\"\n"
      "[log]\n"
      "level = \"warn\"\n",
      brokers, kTopic, demo.threads, state.string(), demo.listen);
}

// Tells of a taken port at once and by the name that the option has here.
void check_listen(const std::string& listen) {
  if (!is_listen_address(listen)) {
    throw ConfigError("--listen '" + listen +
                      "' is no HOST:PORT with an IPv4 host; write, for example, 127.0.0.1:9464");
  }
  try {
    const HttpServer probe(listen, {});
  } catch (const std::runtime_error&) {
    throw ConfigError("another program listens on " + listen +
                      ", or it is no address of this machine; choose another one with --listen "
                      "HOST:PORT");
  }
}

bool slept(const std::stop_token& stop, Clock::duration interval) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  return !wake.wait_for(lock, stop, interval, [&stop] { return stop.stop_requested(); });
}

// The job on a thread of its own. What ends it comes out of check() and finish().
class RunningJob {
 public:
  explicit RunningJob(File& config)
      : job_(config),
        done_(std::async(std::launch::async, [this] { job_.run(stop_.get_token()); })) {}
  ~RunningJob() { stop_.request_stop(); }
  RunningJob(const RunningJob&) = delete;
  RunningJob& operator=(const RunningJob&) = delete;

  void check() {
    if (done_.wait_for(0s) == std::future_status::ready) {
      done_.get();
    }
  }
  void finish() {
    stop_.request_stop();
    done_.get();
  }
  const Lanes& lanes() const { return job_.lanes(); }
  std::future<std::string> listening() { return job_.listening(); }

 private:
  Job job_;
  std::stop_source stop_;
  std::future<void> done_;  // last: its thread uses everything above
};

void await_partitions(RunningJob& job, const std::stop_token& stop) {
  const Clock::time_point deadline = Clock::now() + kStartPatience;
  while (slept(stop, 20ms)) {
    job.check();
    const std::lock_guard lock(job.lanes().mutex());
    if (job.lanes().owned().size() == kPartitions) {
      return;
    }
    if (Clock::now() > deadline) {
      throw std::runtime_error("the job does not get its partitions from the demo's broker");
    }
  }
}

// Where the job listens; empty when it was stopped before it did.
std::string await_address(RunningJob& job, const std::stop_token& stop) {
  std::future<std::string> listening = job.listening();
  while (listening.wait_for(0s) != std::future_status::ready) {
    job.check();
    if (!slept(stop, 10ms)) {
      return {};
    }
  }
  return listening.get();
}

// For so many seconds, or until a signal comes.
void watch(DemoTable& table, RunningJob& job, DemoFeed& feed, std::optional<std::uint64_t> seconds,
           const std::stop_token& stop) {
  const Clock::time_point begin = Clock::now();
  while (true) {
    Clock::duration wait = kRefresh;
    if (seconds) {
      const Clock::time_point end = begin + std::chrono::seconds(*seconds);
      wait = std::min(wait, end - Clock::now());
    }
    if (wait <= 0s || !slept(stop, wait)) {
      return;
    }
    job.check();
    feed.check();
    table.show(look_at(job.lanes(), feed.produced()));
  }
}

DemoView drained(RunningJob& job, std::uint64_t produced) {
  const Clock::time_point deadline = Clock::now() + kDrainPatience;
  while (look_at(job.lanes(), produced).lag() > 0 && Clock::now() < deadline) {
    job.check();
    slept({}, 20ms);
  }
  DemoView view = look_at(job.lanes(), produced);
  job.finish();
  return view;
}

FeedPlan feed_plan(const LiveDemo& demo, const KafkaBroker& broker) {
  const std::uint64_t story = static_cast<std::uint64_t>(firehose::kStoryMinutes) * 60;
  const std::uint64_t posts = std::max<std::uint64_t>(demo.rate * story / demo.speed, 1);
  return {.firehose = {.seed = demo.seed, .posts = posts, .flaws = true},
          .rate = demo.rate,
          .brokers = broker.bootstrap(),
          .topic = std::string(kTopic)};
}

}  // namespace

void show_demo(const LiveDemo& demo) {
  check_listen(demo.listen);
  const StopOnSignal signals;
  const ScratchFolder scratch;
  const KafkaBroker broker(std::string(kTopic), kPartitions);
  File config("demo", configuration(demo, broker.bootstrap(), scratch.path()));
  RunningJob job(config);
  const std::string address = await_address(job, signals.token());
  fmt::print(
      "http://{}/ is the page for a browser; http://{}/metrics and http://{}/readyz are for "
      "programs; the posts begin in a few seconds\n",
      address, address, address);
  std::fflush(stdout);
  await_partitions(job, signals.token());
  DemoFeed feed(feed_plan(demo, broker), job.lanes());
  DemoTable table(job.lanes().tags(), address);
  watch(table, job, feed, demo.seconds, signals.token());
  feed.stop();
  const DemoView view = drained(job, feed.produced());
  fmt::print("\n{}", summary(view, job.lanes().tags()));
  if (!nothing_vanished(view)) {
    throw std::runtime_error("the demo lost track of records: the terms above do not add up");
  }
  fmt::print("\nevery record that was produced is accounted for\n");
}

}  // namespace yuqing
