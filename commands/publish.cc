// yuqing publish: archives into a Kafka topic, as if their posts were written now.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

#include "commands/commands.h"
#include "commands/job.h"
#include "commands/pace.h"
#include "commands/scoring.h"
#include "commands/settings.h"
#include "commands/stop.h"
#include "operators/catalogue.h"
#include "operators/kafka.h"
#include "operators/kafka_properties.h"
#include "operators/segment_merge.h"
#include "operators/source_replay.h"
#include "pipeline/errors.h"
#include "pipeline/iso_time.h"
#include "pipeline/lanes.h"

namespace yuqing {
namespace {

using Clock = Metronome::Clock;
using std::chrono::milliseconds;

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

// What brokers take by default is 1 MiB with all that Kafka adds; a topic may take more.
constexpr std::size_t kMostRecord = std::size_t{3} << 20;
constexpr milliseconds kSlice{50};
constexpr std::chrono::seconds kTellEvery{10};
constexpr std::chrono::hours kUsualRetention{24 * 7};

enum class TimeOf { log, post, now };

struct Request {
  std::vector<std::string> inputs;
  KafkaProperties properties;
  std::string topic;
  Pace pace;
  TimeOf time = TimeOf::log;
  bool keyed = true;
};

struct Outgoing {
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::int64_t log_time_ms = kNoTime;
};

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<milliseconds>(now).count();
}

class Publisher {
 public:
  Publisher(const Request& request, std::stop_token stop)
      : request_(request),
        stop_(std::move(stop)),
        producer_(request.properties, Resend::idempotent),
        metronome_(request.pace) {}

  void run() {
    std::vector<std::filesystem::path> files = archive_files(request_.inputs);
    const auto segments = std::stable_partition(
        files.begin(), files.end(), [](const auto& file) { return !segment_place(file); });
    try {
      send_files({files.begin(), segments});
      send_segments({segments, files.end()});
      producer_.flush();
    } catch (const SinkError& error) {
      throw SinkError(fmt::format("{}; {} of {} records are acknowledged", error.what(),
                                  producer_.acknowledged(), sent_));
    }
    report();
  }

 private:
  void send_files(std::vector<std::filesystem::path> files) {
    if (files.empty()) {
      return;
    }
    const std::unique_ptr<ReplaySource> source =
        make_source_replay(std::move(files), {.max_record = kMostRecord});
    Lanes lanes({}, {}, nullptr);
    source->begin_epoch(lanes);
    Filled filled = Filled::more;
    while (filled != Filled::finished && !stop_.stop_requested()) {
      batch_.clear();
      filled = source->fill(batch_);
      parse();
      send_batch();
    }
    damaged_ += source->damaged().size();
  }

  void send_batch() {
    std::size_t post = 0;
    for (std::uint32_t i = 0; i < batch_.records.size() && !stop_.stop_requested(); i++) {
      const Record& record = batch_.records[i];
      for (; post < batch_.posts.size() && batch_.posts[post].record < i; post++) {
      }
      if (record.log_size > record.size) {
        too_large_++;
        continue;
      }
      send(batch_.posts[post], {.key = {}, .value = batch_.payload(record)});
    }
  }

  void send_segments(const std::vector<std::filesystem::path>& segments) {
    SegmentMerge merge(segments, kMostRecord);
    while (const SegmentRecord* record = stop_.stop_requested() ? nullptr : merge.next()) {
      if (record->payload && record->size > record->payload->size()) {
        too_large_++;
        continue;
      }
      batch_.clear();
      batch_.append({.log_time_ms = record->time_ms}, record->payload.value_or(""));
      parse();
      send(batch_.posts.front(),
           {.key = record->key, .value = record->payload, .log_time_ms = record->time_ms});
    }
    damaged_ += merge.damaged().size();
  }

  void parse() {
    batch_.seal();
    parse_->apply(batch_);
  }

  // The post tells the key where the archive has none, and the time.
  void send(const Post& post, Outgoing record) {
    const std::string id = std::to_string(post.id);
    if (!record.key && request_.keyed && post.id != 0) {
      record.key = id;
    }
    const bool sound = post.verdict == Verdict::counted;
    const std::int64_t time_ms = time_of(post, record.log_time_ms);
    const std::int64_t paced_by = sound ? post.time_ms : record.log_time_ms;
    if (!waited_until(metronome_.due(paced_by, Clock::now()))) {
      return;
    }
    producer_.send(request_.topic, record.key.value_or(std::string_view()),
                   record.value.value_or(std::string_view()), time_ms);
    sent_++;
    keyed_ += record.key ? 1 : 0;
    tell();
  }

  // What has no time of its own comes at that of the record before it.
  std::int64_t time_of(const Post& post, std::int64_t log_time_ms) {
    constexpr std::int64_t kNow = 0;
    if (request_.time == TimeOf::now) {
      return kNow;
    }
    const bool by_log = request_.time == TimeOf::log && log_time_ms != kNoTime;
    if (by_log || post.verdict == Verdict::counted) {
      last_ms_ = std::max<std::int64_t>(by_log ? log_time_ms : post.time_ms, 1);
      warn_of_retention();
    }
    return last_ms_;
  }

  void warn_of_retention() {
    const std::int64_t age_ms = sent_ == 0 ? now_ms() - last_ms_ : 0;
    if (age_ms > milliseconds(kUsualRetention).count()) {
      spdlog::warn(
          "the records carry times of {} on, and Kafka counts its retention from there: "
          "give the topic retention.ms=-1, or take --time now",
          iso_time(last_ms_));
    }
  }

  // False when it is time to stop.
  bool waited_until(Clock::time_point due) {
    while (!stop_.stop_requested()) {
      const auto left = std::chrono::ceil<milliseconds>(due - Clock::now());
      if (left <= milliseconds(0)) {
        return true;
      }
      producer_.listen(std::min(left, kSlice));
    }
    return false;
  }

  void tell() {
    constexpr std::uint64_t kLookEvery = 1024;
    if (sent_ % kLookEvery == 0 && Clock::now() - told_at_ >= kTellEvery) {
      told_at_ = Clock::now();
      spdlog::info("publish: {} records sent, {} acknowledged", sent_, producer_.acknowledged());
    }
  }

  void report() const {
    fmt::print("{} records sent to '{}', {} acknowledged, {} with a key\n", sent_, request_.topic,
               producer_.acknowledged(), keyed_);
    if (too_large_ > 0) {
      fmt::print("{} records longer than 3 MiB were left out\n", too_large_);
    }
    std::fflush(stdout);
    if (stop_.stop_requested()) {
      spdlog::warn("stopped before the end; started again it begins anew");
    }
    if (damaged_ > 0) {
      throw std::runtime_error(
          fmt::format("{} files could not be read to their end, see above", damaged_));
    }
  }

  const Request& request_;
  const std::stop_token stop_;
  KafkaProducer producer_;
  Metronome metronome_;
  File none_{"", ""};
  std::unique_ptr<Operator> parse_ = make_parse(none_.root().table("parse"));
  Batch batch_;
  std::int64_t last_ms_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t keyed_ = 0;
  std::uint64_t too_large_ = 0;
  std::uint64_t damaged_ = 0;
  Clock::time_point told_at_ = Clock::now();
};

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

TimeOf time_option(const CLI::App& verb) {
  const std::string text = option_text(verb, "--time");
  return text == "post" ? TimeOf::post : text == "now" ? TimeOf::now : TimeOf::log;
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
    const Request request{.inputs = verb->get_option("ARCHIVE")->results(),
                          .properties = properties_of(*verb),
                          .topic = option_text(*verb, "--topic"),
                          .pace = pace_of(*verb),
                          .time = time_option(*verb),
                          .keyed = option_text(*verb, "--key") != "none"};
    Publisher(request, signals.token()).run();
  });
}

}  // namespace yuqing
