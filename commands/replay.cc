// yuqing replay: archives through the same path as the stream, to the same numbers.
//
// DIR/.replay holds the state of a replay that is under way; one that was killed goes on from
// there when the same command is given again. DIR gets its results when everything is read.
#include <spdlog/spdlog.h>

#include <optional>

#include "commands/commands.h"
#include "commands/evidence.h"
#include "commands/example_texts.h"
#include "commands/job.h"
#include "commands/now.h"
#include "commands/progress.h"
#include "commands/replay_inputs.h"
#include "commands/replay_results.h"
#include "commands/replay_series.h"
#include "commands/replay_state.h"
#include "commands/replay_watch.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "commands/stop.h"
#include "operators/catalogue.h"
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
  std::string format;  // empty: the configuration's
  bool from_kafka = false;
  PastTimes times;
  GoOn go_on = GoOn::if_possible;
  SeriesWishes series;
  EvidenceWishes evidence;
  Watching watching;
  std::filesystem::path analytics;               // file for what is said at the end; empty: none
  ShownExamples examples = ShownExamples::none;  // of the configuration
};

// Nobody looks at the trends of an archive unless it is shown while it is read, or at its end.
bool wants_analytics(const Request& request) {
  return !request.watching.listen.empty() || !request.analytics.empty();
}

// Archives are often unsorted, so by default every post counts, however late, and can be taken back
// as long as its id is known.
Windowing windowing_of(const Request& request, Windowing windowing) {
  windowing.keep = true;
  windowing.analytics = windowing.analytics && wants_analytics(request);
  windowing.lateness.reset();
  if (request.lateness.empty()) {
    windowing.retractable = std::max(windowing.retractable, windowing.ids);
  }
  if (!request.lateness.empty() && request.lateness != "unbounded") {
    windowing.lateness = parse_duration(request.lateness);
    if (!windowing.lateness) {
      throw ConfigError("--lateness " + request.lateness +
                        ": no duration; write, for example, 10m, or unbounded");
    }
  }
  return windowing;
}

ReplayLimits limits_of(const Section& root, const Settings& settings) {
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  return {.batch_posts = settings.machine.batch_posts,
          .batch_bytes = settings.machine.batch_bytes,
          .max_record = root.table("parse").size("max_record", kMiB, 1, 64 * kMiB),
          .max_ratio = settings.max_ratio,
          .threads = static_cast<std::size_t>(settings.machine.threads)};
}

// After the configuration was found to be sound.
ReplayInputs inputs_of(const Request& request, const Section& root) {
  return request.from_kafka
             ? ReplayInputs(read_kafka_topic(root.table("source_kafka")), request.times)
             : ReplayInputs(archive_files(request.inputs));
}

// Counts everything and writes the results that need the lanes; nothing when it was stopped.
std::optional<FirstPass> count(const Request& request, const Reading& reading,
                               const std::filesystem::path& state,
                               std::chrono::milliseconds interval, const std::stop_token& stop) {
  const std::unique_ptr<Store> store = make_file_store(state);
  Lanes lanes(reading.windowing, reading.scoring.tags, store.get());
  const std::vector<TopicNames> names = topic_names(reading.scoring.topic_file);
  Metrics metrics(lanes);
  metrics.show_topics(reading.scoring.topics, names);
  const std::unique_ptr<ReplaySource> source = reading.source();
  std::vector<std::unique_ptr<Sink>> sinks;
  sinks.push_back(make_sink_replay(request.out / "dead_letters.jsonl", lanes, *source));
  const std::unique_ptr<ExampleTexts> texts = make_example_texts(
      request.watching.listen.empty() ? ShownExamples::none : request.examples, lanes);
  Fold fold({.lanes = lanes,
             .source = *source,
             .metrics = metrics,
             .store = store.get(),
             .sinks = std::move(sinks),
             .witness = texts.get(),
             .interval = interval,
             .scoring = reading.scoring.hash});
  const auto begin = std::chrono::steady_clock::now();
  {
    NowPage now({.metrics = metrics,
                 .is_replay = true,
                 .examples = request.examples,
                 .text_of = teller_of(texts.get())});
    const std::unique_ptr<HttpServer> server = serve_replay(request.watching, metrics, now);
    const Progress progress(source->progress(), lanes);
    run_pipeline({.source = *source,
                  .stages = reading.scoring.stages,
                  .fold = fold,
                  .lanes = lanes,
                  .metrics = metrics,
                  .machine = reading.machine,
                  .due = due_of(request.watching)},
                 stop);
  }
  if (stop.stop_requested()) {
    return std::nullopt;
  }
  write_results(request.out, lanes, *source, std::chrono::steady_clock::now() - begin);
  write_series(request.series, lanes);
  if (!request.analytics.empty()) {
    write_now(request.analytics, lanes, names);
  }
  return request.evidence.any() ? first_pass(lanes, *source) : FirstPass();
}

// Which posts the records hold depends on it.
std::string format_mark(const Request& request, const Section& root) {
  const std::string configured = root.table("parse").text("format", "auto");
  return "format " + (request.format.empty() ? configured : request.format) + "\n";
}

void replay(Request request) {
  const StopOnSignal signals;
  File file{std::filesystem::path(request.config)};
  Settings settings = read_settings(file.root());
  Scoring scoring = make_scoring(file.root(), request.format, wants_analytics(request));
  check_connectors(file.root());
  refuse_complaints(file);
  ReplayInputs inputs = inputs_of(request, file.root());
  request.examples = settings.examples;
  request.watching.access = settings.access;
  settings.machine.threads = request.threads > 0 ? request.threads : settings.machine.threads;
  settings.machine.batch_posts = batch_posts_of(request.watching, settings.machine.batch_posts);
  const ReplayLimits limits = limits_of(file.root(), settings);
  const Reading reading{.source = [&] { return inputs.open(limits); },
                        .windowing = windowing_of(request, settings.windowing),
                        .scoring = scoring,
                        .machine = settings.machine};

  const std::filesystem::path state =
      prepare_state(request.out,
                    fingerprint(inputs.files(), scoring, reading.windowing) + inputs.mark() +
                        format_mark(request, file.root()),
                    request.go_on);
  inputs.settle(state);
  const std::optional<FirstPass> first =
      count(request, reading, state, settings.interval, signals.token());
  const bool done =
      first && (!request.evidence.any() ||
                write_evidence(request.evidence, request.out, *first, reading, signals.token()));
  if (!done) {
    spdlog::warn("stopped before the end; the same command goes on from here");
    return;
  }
  std::filesystem::remove_all(state);
}

GoOn go_on_of(const CLI::App& verb) {
  if (verb.count("--resume") > 0) {
    return GoOn::always;
  }
  return verb.count("--restart") > 0 ? GoOn::never : GoOn::if_possible;
}

}  // namespace

void add_replay(CLI::App& app) {
  CLI::App* const verb =
      app.add_subcommand("replay", "Count archives of posts: JSON and CSV, packed or not");
  verb->add_option("-c,--config", "Configuration file, see deploy/yuqing.toml")->required();
  verb->add_option("INPUT", "Files, or folders of them; also those of yuqing archive")
      ->expected(-1)
      ->take_all();
  verb->add_flag("--from-kafka")
      ->description("Read the past of the topic of [source_kafka] instead, without its group")
      ->excludes("INPUT");
  verb->add_option("--since",
                   "With --from-kafka: from the first record of this time on, as in "
                   "2025-01-27T12:00:00+08:00; Beijing's without a zone")
      ->needs("--from-kafka");
  verb->add_option("--until", "With --from-kafka: up to the first record of this time")
      ->needs("--from-kafka");
  verb->add_option("--out", "Folder for the results; see docs/outputs.md")->required();
  verb->add_option("--threads", "Threads; the configuration's by default")
      ->check(CLI::Range(1, 256));
  verb->add_option("--lateness", "As window.lateness; unbounded by default");
  verb->add_option("--format",
                   "Read every post as this format, which `yuqing formats` lists; by default the "
                   "configuration's, or each post tells it");
  verb->add_flag("--resume")->description("Go on with an interrupted replay, or fail without one");
  verb->add_flag("--restart")
      ->description("Begin anew even if the same replay was interrupted")
      ->excludes("--resume");
  add_series_options(*verb);
  add_evidence_options(*verb);
  add_watch_options(*verb);
  verb->add_option("--analytics",
                   "File for what /api/v1/now would tell at the end; see docs/api.md");
  verb->callback([verb] {
    const std::string threads = option_text(*verb, "--threads");
    const bool from_kafka = verb->count("--from-kafka") > 0;
    if (!from_kafka && verb->count("INPUT") == 0) {
      throw ConfigError("nothing to read; give files or folders, or --from-kafka");
    }
    replay({.config = option_text(*verb, "--config"),
            .inputs = verb->get_option("INPUT")->results(),
            .out = option_text(*verb, "--out"),
            .threads = threads.empty() ? 0 : std::stoi(threads),
            .lateness = option_text(*verb, "--lateness"),
            .format = option_text(*verb, "--format"),
            .from_kafka = from_kafka,
            .times = past_times(option_text(*verb, "--since"), option_text(*verb, "--until")),
            .go_on = go_on_of(*verb),
            .series = series_wishes(*verb, option_text(*verb, "--out")),
            .evidence = evidence_wishes(*verb),
            .watching = watching(*verb),
            .analytics = option_text(*verb, "--analytics")});
  });
}

}  // namespace yuqing
