// yuqing archive: the records of the Kafka topic as files, to be replayed later.
#include <fmt/format.h>

#include "commands/commands.h"
#include "commands/job.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "commands/stop.h"
#include "operators/kafka_archive.h"
#include "pipeline/errors.h"
#include "pipeline/units.h"

namespace yuqing {
namespace {

constexpr std::string_view kExamples = R"(
The records land in DIR/<topic>/<partition>/<first offset>-<next offset>.yqs.zst; zstdcat shows
them. No consumer group is joined and no offset is committed. Start it again after a stop or a
crash: it goes on behind the last file. Topics, as Kafka, may drop records only after they were
archived; else it stops and says what is gone (source_kafka.on_gap).

Examples:
  yuqing archive -c yuqing.toml --out /archive               until it is stopped
  yuqing archive -c yuqing.toml --out /archive --until-end   what there is now, from cron
  yuqing replay -c yuqing.toml /archive --out results --lateness 10m)";

template <typename Amount>
Amount amount(const CLI::App& verb, const std::string& option, Amount fallback,
              std::optional<Amount> (*parse)(std::string_view), std::string_view example) {
  const std::string text = option_text(verb, option);
  if (text.empty()) {
    return fallback;
  }
  const std::optional<Amount> found = parse(text);
  if (!found || *found <= Amount{}) {
    throw ConfigError(fmt::format("{} {}: write, for example, {}", option, text, example));
  }
  return *found;
}

ArchivePlan plan_of(const CLI::App& verb) {
  ArchivePlan plan;
  plan.folder = option_text(verb, "--out");
  plan.segment_bytes =
      amount<std::size_t>(verb, "--segment-bytes", plan.segment_bytes, parse_size, "64MiB");
  plan.segment_time = amount<std::chrono::milliseconds>(verb, "--segment-time", plan.segment_time,
                                                        parse_duration, "60s");
  plan.until_end = verb.get_option("--until-end")->count() > 0;
  return plan;
}

Archived archived(const KafkaTopic& topic, const ArchivePlan& plan, const std::stop_token& stop) {
  try {
    return archive_topic(topic, plan, stop);
  } catch (const SinkError& error) {
    throw SinkError(
        std::string(error.what()) +
        "; what is archived is whole: make room and start again, it goes on from there");
  }
}

void archive(const CLI::App& verb) {
  const StopOnSignal signals;
  const ArchivePlan plan = plan_of(verb);
  File file{std::filesystem::path(option_text(verb, "--config"))};
  read_settings(file.root());
  make_scoring(file.root());
  check_connectors(file.root());
  refuse_complaints(file);
  const KafkaTopic topic = read_kafka_topic(file.root().table("source_kafka"));
  const Archived done = archived(topic, plan, signals.token());
  fmt::print("{} records in {} segments, {:.1f} MB", done.records, done.segments,
             static_cast<double>(done.bytes) / 1e6);
  fmt::print("{}\n", done.lost > 0 ? fmt::format("; {} offsets were gone unread", done.lost) : "");
}

}  // namespace

void add_archive(CLI::App& app) {
  CLI::App* const verb =
      app.add_subcommand("archive", "Copy the records of the Kafka topic into files for a replay");
  verb->add_option("-c,--config", "Configuration file; its [source_kafka] names the topic")
      ->required();
  verb->add_option("--out", "Folder of the archive")->required();
  verb->add_flag("--until-end")
      ->description("End at the end that every partition has at the start");
  verb->add_option("--segment-bytes", "End a file at this size, 64MiB by default");
  verb->add_option("--segment-time", "End a file at this age, 60s by default");
  verb->footer(std::string(kExamples));
  verb->callback([verb] { archive(*verb); });
}

}  // namespace yuqing
