// See publisher.h.
#include "commands/publisher.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "operators/catalogue.h"
#include "operators/kafka.h"
#include "operators/segment_merge.h"
#include "operators/source_replay.h"
#include "pipeline/errors.h"
#include "pipeline/iso_time.h"
#include "pipeline/lanes.h"

namespace yuqing {
namespace {

using Clock = Metronome::Clock;
using std::chrono::milliseconds;

// What brokers take by default is 1 MiB with all that Kafka adds; a topic may take more.
constexpr std::size_t kMostRecord = std::size_t{3} << 20;
constexpr milliseconds kSlice{50};
constexpr std::chrono::seconds kTellEvery{10};
constexpr std::chrono::hours kUsualRetention{24 * 7};

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
  Publisher(const Publication& publication, std::stop_token stop)
      : publication_(publication),
        stop_(std::move(stop)),
        producer_(publication.properties, Resend::idempotent),
        metronome_(publication.pace) {}

  void run() {
    std::vector<std::filesystem::path> files = archive_files(publication_.inputs);
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
    if (!record.key && publication_.keyed && post.id != 0) {
      record.key = id;
    }
    const bool sound = post.verdict == Verdict::counted;
    const std::int64_t time_ms = time_of(post, record.log_time_ms);
    const std::int64_t paced_by = sound ? post.time_ms : record.log_time_ms;
    if (!waited_until(metronome_.due(paced_by, Clock::now()))) {
      return;
    }
    producer_.send(publication_.topic, record.key.value_or(std::string_view()),
                   record.value.value_or(std::string_view()), time_ms);
    sent_++;
    keyed_ += record.key ? 1 : 0;
    tell();
  }

  // What has no time of its own comes at that of the record before it.
  std::int64_t time_of(const Post& post, std::int64_t log_time_ms) {
    constexpr std::int64_t kNow = 0;
    if (publication_.time == RecordTime::now) {
      return kNow;
    }
    const bool by_log = publication_.time == RecordTime::log && log_time_ms != kNoTime;
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
    fmt::print("{} records sent to '{}', {} acknowledged, {} with a key\n", sent_,
               publication_.topic, producer_.acknowledged(), keyed_);
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

  const Publication& publication_;
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

}  // namespace

void publish(const Publication& publication, const std::stop_token& stop) {
  Publisher(publication, stop).run();
}

}  // namespace yuqing
