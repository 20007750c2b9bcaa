// yuqing replay: archives through the same path as the stream, to the same numbers.
//
// DIR/.replay holds the state of a replay that is under way; one that was killed goes on from
// there when the same command is given again. DIR gets its results when everything is read.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <sstream>

#include "commands/commands.h"
#include "commands/job.h"
#include "commands/progress.h"
#include "commands/replay_results.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "commands/stop.h"
#include "operators/catalogue.h"
#include "operators/source_replay.h"
#include "pipeline/durable_file.h"
#include "pipeline/errors.h"
#include "pipeline/units.h"

namespace yuqing {
namespace {

struct Request {
  std::string config;
  std::vector<std::string> inputs;
  std::filesystem::path out;
  int threads = 0;
  std::string lateness;
};

// What the numbers of a replay depend on: a state made from anything else is of no use.
std::string fingerprint(const std::vector<std::filesystem::path>& files, const Scoring& scoring,
                        const Windowing& windowing) {
  const std::int64_t lateness = windowing.lateness ? windowing.lateness->count() : -1;
  std::string text =
      fmt::format("yuqing {}\nscoring {:016x}\nwindow {} lateness {} ids {}\n", YUQING_VERSION,
                  scoring.hash, windowing.size.count(), lateness, windowing.ids);
  for (const std::filesystem::path& file : files) {
    const auto written = std::filesystem::last_write_time(file).time_since_epoch().count();
    text += fmt::format("{} {} {}\n", file.string(), std::filesystem::file_size(file), written);
  }
  return text;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Keeps the state of a killed replay of the same things; clears away any other.
void prepare_state(const std::filesystem::path& state, const std::string& wanted) {
  const std::filesystem::path mark = state / "fingerprint";
  if (content_of(mark) == wanted) {
    spdlog::info("going on with the replay that was interrupted");
    return;
  }
  std::filesystem::remove_all(state);
  std::filesystem::create_directories(state);
  for (const std::string_view old : {"windows.jsonl", "dead_letters.jsonl", "summary.json"}) {
    std::filesystem::remove(state.parent_path() / old);
  }
  replace_file(mark, wanted);
}

// Archives are often unsorted, so by default every post counts, however late.
Windowing windowing_of(const Request& request, Windowing windowing) {
  windowing.keep = true;
  windowing.lateness.reset();
  if (!request.lateness.empty() && request.lateness != "unbounded") {
    windowing.lateness = parse_duration(request.lateness);
    if (!windowing.lateness) {
      throw ConfigError("--lateness " + request.lateness +
                        ": no duration; write, for example, 10m, or unbounded");
    }
  }
  return windowing;
}

void replay(const Request& request) {
  const StopOnSignal signals;
  File file{std::filesystem::path(request.config)};
  Settings settings = read_settings(file.root());
  Scoring scoring = make_scoring(file.root());
  check_connectors(file.root());
  refuse_complaints(file);
  const std::vector<std::filesystem::path> files = archive_files(request.inputs);
  const Windowing windowing = windowing_of(request, settings.windowing);
  settings.machine.threads = request.threads > 0 ? request.threads : settings.machine.threads;

  const std::filesystem::path state = request.out / ".replay";
  prepare_state(state, fingerprint(files, scoring, windowing));
  const std::unique_ptr<Store> store = make_file_store(state);
  Lanes lanes(windowing, scoring.tags, store.get());
  Metrics metrics(lanes);
  const std::unique_ptr<ReplaySource> source = make_source_replay(
      files, {.batch_posts = settings.machine.batch_posts,
              .batch_bytes = settings.machine.batch_bytes,
              .max_record = file.root().table("parse").size("max_record", std::size_t{1} << 20, 1,
                                                            std::size_t{64} << 20)});
  std::vector<std::unique_ptr<Sink>> sinks;
  sinks.push_back(make_sink_replay(request.out / "dead_letters.jsonl", lanes, *source));
  Fold fold({.lanes = lanes,
             .source = *source,
             .metrics = metrics,
             .store = store.get(),
             .sinks = std::move(sinks),
             .interval = settings.interval,
             .scoring = scoring.hash});
  const auto begin = std::chrono::steady_clock::now();
  {
    const Progress progress(source->progress(), lanes);
    run_pipeline({.source = *source,
                  .stages = scoring.stages,
                  .fold = fold,
                  .lanes = lanes,
                  .metrics = metrics,
                  .machine = settings.machine},
                 signals.token());
  }
  if (signals.token().stop_requested()) {
    spdlog::warn("stopped before the end; the same command goes on from here");
    return;
  }
  write_results(request.out, lanes, *source, std::chrono::steady_clock::now() - begin);
  std::filesystem::remove_all(state);
}

}  // namespace

void add_replay(CLI::App& app) {
  CLI::App* const verb =
      app.add_subcommand("replay", "Count archives of posts: JSON Lines, plain, .gz or .zst");
  verb->add_option("-c,--config", "Configuration file, see deploy/yuqing.toml")->required();
  verb->add_option("INPUT", "Files, or folders of them")->expected(-1)->take_all()->required();
  verb->add_option("--out", "Folder for windows.jsonl, dead_letters.jsonl and summary.json")
      ->required();
  verb->add_option("--threads", "Threads; the configuration's by default")
      ->check(CLI::Range(1, 256));
  verb->add_option("--lateness", "As window.lateness; unbounded by default");
  verb->callback([verb] {
    const std::string threads = option_text(*verb, "--threads");
    replay({.config = option_text(*verb, "--config"),
            .inputs = verb->get_option("INPUT")->results(),
            .out = option_text(*verb, "--out"),
            .threads = threads.empty() ? 0 : std::stoi(threads),
            .lateness = option_text(*verb, "--lateness")});
  });
}

}  // namespace yuqing
