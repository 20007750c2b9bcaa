// See source_kafka_past.h.
#include "operators/source_kafka_past.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "pipeline/errors.h"
#include "pipeline/lanes.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kPatience{50};  // fill() promises to be back within 100 ms
constexpr std::chrono::seconds kAsking{30};
constexpr std::chrono::seconds kSilence{60};
constexpr milliseconds kRetry{200};

// Asks until there is an answer.
template <typename Ask>
auto answer_of(const KafkaLog& log, const Ask& ask) {
  const Clock::time_point deadline = Clock::now() + kAsking;
  while (true) {
    const auto answer = ask();
    if (answer) {
      return *answer;
    }
    if (Clock::now() >= deadline) {
      throw SourceError("source_kafka: " + log.reason());
    }
    std::this_thread::sleep_for(kRetry);
  }
}

class PastSource final : public ReplaySource {
 public:
  PastSource(const KafkaTopic& topic, const std::vector<Stretch>& stretches,
             const ReplayLimits& limits)
      : topic_(topic), limits_(limits), log_(topic_) {
    partitions_.reserve(stretches.size());
    for (const Stretch& stretch : stretches) {
      progress_.bytes_total += static_cast<std::uint64_t>(stretch.end - stretch.first);
      partitions_.push_back({.stretch = stretch, .lane = 0, .next = stretch.first, .done = false});
    }
  }

  void begin_epoch(Lanes& lanes) override {
    for (Partition& partition : partitions_) {
      partition.lane = lanes.open({topic_.topic, partition.stretch.partition});
      partition.next = std::max(partition.next, lanes[partition.lane].next);
      partition.done = partition.next >= partition.stretch.end;
      progress_.bytes_read += static_cast<std::uint64_t>(partition.next - partition.stretch.first);
      if (!partition.done) {
        begin(partition);
      }
    }
    heard_at_ = Clock::now();
  }

  Filled fill(Batch& batch) override {
    batch.filled_at = Clock::now();
    milliseconds patience = kPatience;
    while (batch.records.size() < limits_.batch_posts && batch.bytes.size() < limits_.batch_bytes &&
           !all_done()) {
      const std::optional<LogEntry> entry = log_.poll(patience);
      if (!entry) {
        break;
      }
      take(*entry, batch);
      heard_at_ = batch.filled_at;
      patience = milliseconds(0);
    }
    tell(batch.filled_at);
    return all_done() ? Filled::finished : Filled::more;
  }

  void commit(std::span<const Position>) override {}
  const ReplayProgress& progress() const override { return progress_; }
  const std::vector<DamagedFile>& damaged() const override { return damaged_; }
  FileReport file(std::int64_t /*number*/) const override { return {}; }
  std::vector<FileReport> files() const override { return {}; }

 private:
  struct Partition {
    Stretch stretch;
    std::uint32_t lane = 0;
    std::int64_t next = 0;
    bool done = false;
  };

  std::string place(const Partition& partition) const {
    return fmt::format("{}[{}]", topic_.topic, partition.stretch.partition);
  }

  void begin(Partition& partition) {
    const std::int32_t number = partition.stretch.partition;
    const Watermarks marks = answer_of(log_, [&] { return log_.watermarks(number); });
    if (marks.low > partition.next) {
      const std::string gone =
          fmt::format("offsets {} to {} are gone from the topic", partition.next, marks.low - 1);
      if (!topic_.skip_gaps) {
        throw SourceError(
            fmt::format("{}: {}; keep records longer, or set source_kafka.on_gap = "
                        "\"skip\" to go on at {}",
                        place(partition), gone, marks.low));
      }
      spdlog::warn("{}: {}; going on behind them", place(partition), gone);
      damaged_.push_back({.file = place(partition), .reason = gone});
      partition.next = marks.low;
    }
    log_.start(number, partition.next);
  }

  void take(const LogEntry& entry, Batch& batch) {
    const auto found = std::ranges::find(
        partitions_, entry.partition, [](const Partition& held) { return held.stretch.partition; });
    if (found == partitions_.end() || found->done) {
      return;
    }
    if (entry.kind == LogEntry::Kind::gone) {
      throw SourceError(fmt::format("{}: offset {} is gone from the topic; keep records longer",
                                    place(*found), found->next));
    }
    const bool wanted = entry.kind == LogEntry::Kind::record && entry.offset >= found->next &&
                        entry.offset < found->stretch.end;
    if (wanted) {
      const std::string_view payload = entry.payload.value_or(entry.key.value_or(""));
      batch.append({.lane = found->lane,
                    .offset = entry.offset,
                    .log_time_ms = entry.time_ms,
                    .verdict = entry.payload ? Verdict::counted : Verdict::tombstone},
                   payload);
      progress_.records++;
    }
    const std::int64_t behind = entry.offset + (entry.kind == LogEntry::Kind::record ? 1 : 0);
    const std::int64_t next = std::clamp(behind, found->next, found->stretch.end);
    progress_.bytes_read += static_cast<std::uint64_t>(next - found->next);
    found->next = next;
    found->done = next == found->stretch.end;
    if (found->done) {
      log_.stop(entry.partition);
    }
  }

  bool all_done() const { return std::ranges::all_of(partitions_, &Partition::done); }

  void tell(Clock::time_point now) {
    const std::string reason = log_.reason();
    if (reason != told_ && log_.trouble()) {
      spdlog::warn("{} waits: {}", "source_kafka", reason);
    }
    told_ = reason;
    if (now - heard_at_ > kSilence && !all_done()) {
      throw SourceError("source_kafka: nothing came for 60 s" +
                        (reason.empty() ? "" : ": " + reason) +
                        "; the same command goes on from here");
    }
  }

  const KafkaTopic topic_;
  const ReplayLimits limits_;
  KafkaLog log_;
  std::vector<Partition> partitions_;
  Clock::time_point heard_at_{};
  std::string told_;
  ReplayProgress progress_;
  std::vector<DamagedFile> damaged_;
};

// Cuts a number and the character behind it off the front.
bool take_number(std::string_view& text, std::int64_t& number, char behind) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto size = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || size == text.size() || *end != behind) {
    return false;
  }
  text.remove_prefix(size + 1);
  return true;
}

}  // namespace

std::vector<Stretch> find_stretches(const KafkaTopic& topic, const PastTimes& times) {
  KafkaLog log(topic);
  std::vector<Stretch> stretches;
  const std::int32_t count = answer_of(log, [&] { return log.partitions(); });
  for (std::int32_t number = 0; number < count; number++) {
    const Watermarks marks = answer_of(log, [&] { return log.watermarks(number); });
    const auto at = [&](std::int64_t time_ms) {
      const auto found = answer_of(log, [&] { return log.offset_at(number, time_ms); });
      return std::clamp(found.offset.value_or(marks.high), marks.low, marks.high);
    };
    Stretch stretch{.partition = number, .first = marks.low, .end = marks.high};
    stretch.first = times.since_ms ? at(*times.since_ms) : stretch.first;
    stretch.end = times.until_ms ? at(*times.until_ms) : stretch.end;
    stretch.end = std::max(stretch.first, stretch.end);
    stretches.push_back(stretch);
  }
  return stretches;
}

std::string written(const std::vector<Stretch>& stretches) {
  std::string text;
  for (const Stretch& stretch : stretches) {
    text += fmt::format("{} {} {}\n", stretch.partition, stretch.first, stretch.end);
  }
  return text;
}

std::optional<std::vector<Stretch>> read_stretches(std::string_view text) {
  std::vector<Stretch> stretches;
  while (!text.empty()) {
    std::int64_t partition = 0;
    Stretch& stretch = stretches.emplace_back();
    if (!take_number(text, partition, ' ') || !take_number(text, stretch.first, ' ') ||
        !take_number(text, stretch.end, '\n')) {
      return std::nullopt;
    }
    stretch.partition = static_cast<std::int32_t>(partition);
  }
  return stretches;
}

std::unique_ptr<ReplaySource> make_source_kafka_past(const KafkaTopic& topic,
                                                     const std::vector<Stretch>& stretches,
                                                     const ReplayLimits& limits) {
  return std::make_unique<PastSource>(topic, stretches, limits);
}

}  // namespace yuqing
