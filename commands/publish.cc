// yuqing publish: archives into a Kafka topic, as if their posts were written now.
#include "commands/commands.h"
#include "commands/job.h"
#include "commands/publisher.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "commands/stop.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::string_view kExamples = R"(
Every record goes out with the key that its archive tells, else with the id of its post, so that a
post and its duplicates come to one partition. Lines that are no post are sent too, without a key.
A record carries the time that the log told of it, else its post's. Mind that Kafka's retention
counts from there: give a topic for old posts retention.ms=-1, or take --time now.

It ends when all in-sync replicas have everything, and says how many records that are; exit code 1
when one was refused. It keeps no state: started again it sends everything again. The job counts a
post once all the same, as long as it remembers its id (window.ids).

Examples:
  yuqing publish posts.jsonl.zst --to-kafka 127.0.0.1:9092 --topic weibo
  yuqing publish /archive --to-kafka 127.0.0.1:9092 --topic weibo --speed 10x
  yuqing publish posts.csv -c yuqing.toml --topic weibo --rate 500/s    brokers of [sink_kafka])";

Pace pace_of(const CLI::App& verb) {
  Pace pace;
  const std::string rate = option_text(verb, "--rate");
  const std::string speed = option_text(verb, "--speed");
  if (!rate.empty()) {
    pace.rate = parse_rate(rate).value_or(0);
    if (pace.rate == 0) {
      throw ConfigError("--rate " + rate + ": write, for example, 500/s");
    }
  }
  if (!speed.empty()) {
    const std::optional<double> found = parse_speed(speed);
    if (!found) {
      throw ConfigError("--speed " + speed + ": write, for example, 10x, realtime or max");
    }
    pace.speed = *found;
  }
  return pace;
}

KafkaProperties properties_of(const CLI::App& verb) {
  const std::string brokers = option_text(verb, "--to-kafka");
  const std::string config = option_text(verb, "--config");
  KafkaProperties properties;
  if (!config.empty()) {
    File file{std::filesystem::path(config)};
    read_settings(file.root());
    make_scoring(file.root());
    check_connectors(file.root());
    refuse_complaints(file);
    properties = read_kafka_properties(file.root().table("sink_kafka"), KafkaRole::producer, {});
  } else if (brokers.empty()) {
    throw ConfigError(
        "--to-kafka is missing; give brokers as HOST:PORT, or a configuration with "
        "[sink_kafka] by -c");
  }
  if (!brokers.empty()) {
    properties["bootstrap.servers"] = brokers;
  }
  // What waits to be sent stays below this; a full queue makes the reader wait.
  properties["queue.buffering.max.kbytes"] = "65536";
  return properties;
}

RecordTime time_option(const CLI::App& verb) {
  const std::string text = option_text(verb, "--time");
  return text == "post" ? RecordTime::post : text == "now" ? RecordTime::now : RecordTime::log;
}

}  // namespace

void add_publish(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand("publish", "Send archives of posts to a Kafka topic");
  verb->add_option("ARCHIVE", "Files, or folders of them, as for replay")
      ->expected(-1)
      ->take_all()
      ->required();
  verb->add_option("--to-kafka", "Brokers, HOST:PORT with commas between them");
  verb->add_option("-c,--config", "Configuration with brokers and security in [sink_kafka]");
  verb->add_option("--topic", "The topic; it must exist")->required();
  verb->add_option("--rate", "Records per second: 500/s");
  verb->add_option("--speed", "By the times of the posts: 10x, realtime, or max (the default)")
      ->excludes("--rate");
  verb->add_option("--key", "Where the archive tells no key: id of the post (default), or none")
      ->check(CLI::IsMember({"id", "none"}));
  verb->add_option("--time", "Time of a record: log (default; without one the post's), post, now")
      ->check(CLI::IsMember({"log", "post", "now"}));
  verb->footer(std::string(kExamples));
  verb->callback([verb] {
    const StopOnSignal signals;
    const Publication publication{.inputs = verb->get_option("ARCHIVE")->results(),
                                  .properties = properties_of(*verb),
                                  .topic = option_text(*verb, "--topic"),
                                  .pace = pace_of(*verb),
                                  .time = time_option(*verb),
                                  .keyed = option_text(*verb, "--key") != "none"};
    publish(publication, signals.token());
  });
}

}  // namespace yuqing
