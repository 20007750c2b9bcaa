// See kafka_archive.h.
#include "operators/kafka_archive.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "operators/segment.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kPatience{50};
constexpr std::chrono::seconds kAskEvery{10};  // for new partitions, and to tell the progress
constexpr std::chrono::seconds kRetry{1};
constexpr std::chrono::seconds kSilence{60};  // what waits for an end does not wait for ever

// Two archivers of one folder would throw each other's files away.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    const std::filesystem::path path = folder / ".archive.lock";
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) {
      throw ConfigError(folder.string() + ": cannot be written; give --out a folder of yours");
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      ::close(descriptor_);
      throw ConfigError(folder.string() +
                        ": another yuqing archive writes there; give every one its own --out");
    }
  }
  ~FolderLock() { ::close(descriptor_); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

struct Partition {
  std::filesystem::path folder;
  LaneKey key;
  std::optional<std::int64_t> next;  // what to read next; nothing: the folder is empty
  std::int64_t target = 0;           // where --until-end ends
  std::int64_t lost = 0;             // offsets that the next segment begins with and does not have
  bool reading = false;
  bool done = false;
  std::unique_ptr<SegmentWriter> segment;
  Clock::time_point begun{};
};

// Behind the last segment of a folder. Throws SourceError where one is missing.
std::optional<std::int64_t> end_of(const std::filesystem::path& folder) {
  std::vector<SegmentPlace> places;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    if (const std::optional<SegmentPlace> place = segment_place(entry.path())) {
      places.push_back(*place);
    }
  }
  std::ranges::sort(places, {}, &SegmentPlace::first);
  for (std::size_t i = 1; i < places.size(); i++) {
    if (places[i].first != places[i - 1].next) {
      throw SourceError(fmt::format(
          "{}: a segment ends at offset {} and the next begins at {}; bring back what is missing, "
          "or archive into another folder",
          folder.string(), places[i - 1].next, places[i].first));
    }
  }
  return places.empty() ? std::nullopt : std::optional(places.back().next);
}

class Archiver {
 public:
  Archiver(const KafkaTopic& topic, const ArchivePlan& plan)
      : topic_(topic), plan_(plan), lock_(plan.folder), log_(topic) {}

  Archived run(const std::stop_token& stop) {
    while (!stop.stop_requested() && !all_done()) {
      if (Clock::now() >= ask_at_) {
        ask();
      }
      if (const std::optional<LogEntry> entry = log_.poll(kPatience)) {
        take(*entry);
      }
      if (Clock::now() >= look_at_) {
        look_at_ = Clock::now() + kPatience;
        end_old_ones();
      }
    }
    for (auto& [number, partition] : partitions_) {
      end_segment(partition);
    }
    return archived_;
  }

 private:
  bool all_done() const {
    return plan_.until_end && !partitions_.empty() &&
           std::ranges::all_of(partitions_, [](const auto& held) { return held.second.done; });
  }

  // Finds partitions and starts those that are not read yet. What the broker does not answer is
  // asked again soon.
  void ask() {
    const std::optional<std::int32_t> count = log_.partitions();
    bool whole = count.has_value();
    // A partition that comes later is not part of the end at the start.
    const bool closed = plan_.until_end && known_;
    for (std::int32_t number = 0; count && number < *count; number++) {
      if (!closed || partitions_.contains(number)) {
        Partition& partition = partition_of(number);
        whole = (partition.reading || partition.done || start(partition)) && whole;
      }
    }
    known_ = known_ || count.has_value();
    tell();
    ask_at_ = Clock::now() + (whole ? kAskEvery : kRetry);
  }

  Partition& partition_of(std::int32_t number) {
    const auto [found, is_new] = partitions_.try_emplace(number);
    Partition& partition = found->second;
    if (is_new) {
      partition.key = {.source = topic_.topic, .partition = number};
      partition.folder = plan_.folder / topic_.topic / std::to_string(number);
      remove_parts(partition.folder);
      partition.next = end_of(partition.folder);
    }
    return partition;
  }

  // False when the broker does not tell its ends.
  bool start(Partition& partition) {
    const std::optional<Watermarks> marks = log_.watermarks(partition.key.partition);
    if (!marks) {
      return false;
    }
    check(partition, *marks);
    partition.target = marks->high;
    partition.reading = true;
    partition.done = plan_.until_end && *partition.next >= partition.target;
    if (!partition.done) {
      log_.start(partition.key.partition, *partition.next + partition.lost);
    }
    return true;
  }

  // Compares the place of the archive with what the topic still has.
  void check(Partition& partition, Watermarks marks) {
    const std::int64_t next = partition.next.value_or(marks.low);
    partition.next = next;
    const std::string place = fmt::format("{}[{}]", topic_.topic, partition.key.partition);
    if (next > marks.high) {
      throw SourceError(
          fmt::format("{}: the archive ends at offset {} but the topic at {}: it was cut or "
                      "created again; archive into another folder",
                      place, next, marks.high));
    }
    partition.lost = std::max<std::int64_t>(marks.low - next, 0);
    if (partition.lost == 0) {
      return;
    }
    const std::string gone =
        fmt::format("{}: {} offsets from {} on are gone from the topic and were not archived",
                    place, partition.lost, next);
    if (!topic_.skip_gaps) {
      throw SourceError(
          gone + "; keep records longer, or set source_kafka.on_gap = \"skip\" to go on at " +
          std::to_string(marks.low));
    }
    spdlog::warn("archive: {}; going on at {}", gone, marks.low);
  }

  void take(const LogEntry& entry) {
    Partition& partition = partitions_.at(entry.partition);
    if (entry.kind == LogEntry::Kind::gone) {
      log_.stop(entry.partition);
      end_segment(partition);
      partition.reading = false;
      ask_at_ = {};
      return;
    }
    const std::int64_t reached = partition.segment ? partition.segment->next() : *partition.next;
    if (entry.kind == LogEntry::Kind::record && entry.offset >= reached && !partition.done) {
      segment_of(partition).append({.offset = entry.offset,
                                    .time_ms = entry.time_ms,
                                    .key = entry.key,
                                    .payload = entry.payload});
      archived_.records++;
    }
    const std::int64_t behind =
        entry.kind == LogEntry::Kind::record ? entry.offset + 1 : entry.offset;
    if (partition.segment && entry.kind == LogEntry::Kind::end) {
      partition.segment->skip_to(behind);
    }
    if (partition.segment && partition.segment->written() >= plan_.segment_bytes) {
      end_segment(partition);
    }
    if (plan_.until_end && behind >= partition.target) {
      partition.done = true;
      log_.stop(entry.partition);
      end_segment(partition);
    }
  }

  SegmentWriter& segment_of(Partition& partition) {
    if (!partition.segment) {
      partition.segment = std::make_unique<SegmentWriter>(partition.folder, partition.key,
                                                          *partition.next, partition.lost);
      archived_.lost += static_cast<std::uint64_t>(partition.lost);
      partition.lost = 0;
      partition.begun = Clock::now();
    }
    return *partition.segment;
  }

  void end_old_ones() {
    for (auto& [number, partition] : partitions_) {
      if (partition.segment && Clock::now() - partition.begun >= plan_.segment_time) {
        end_segment(partition);
      }
    }
  }

  void end_segment(Partition& partition) {
    if (!partition.segment) {
      return;
    }
    partition.next = partition.segment->next();
    const std::filesystem::path path = partition.segment->finish();
    partition.segment.reset();
    archived_.segments++;
    archived_.bytes += std::filesystem::file_size(path);
    spdlog::debug("{}", path.string());
  }

  void tell() {
    const std::string reason = log_.reason();
    if (plan_.until_end && !known_ && Clock::now() - begun_ > kSilence) {
      throw SourceError("archive: " + reason);
    }
    if (log_.trouble() && reason != told_) {
      spdlog::warn("{} waits: {}", "archive", reason);
    } else if (reason.empty() && archived_.records != told_records_) {
      spdlog::info("archive: {} records of {} partitions, {} segments of {:.1f} MB",
                   archived_.records, partitions_.size(), archived_.segments,
                   static_cast<double>(archived_.bytes) / 1e6);
      told_records_ = archived_.records;
    }
    told_ = reason;
  }

  const KafkaTopic& topic_;
  const ArchivePlan plan_;
  const FolderLock lock_;
  KafkaLog log_;
  std::map<std::int32_t, Partition> partitions_;
  Archived archived_;
  bool known_ = false;  // the partitions that there were at the start
  const Clock::time_point begun_ = Clock::now();
  Clock::time_point ask_at_{};
  Clock::time_point look_at_{};
  std::string told_;
  std::uint64_t told_records_ = 0;
};

}  // namespace

Archived archive_topic(const KafkaTopic& topic, const ArchivePlan& plan,
                       const std::stop_token& stop) {
  return Archiver(topic, plan).run(stop);
}

}  // namespace yuqing
