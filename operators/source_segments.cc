// See source_segments.h.
#include "operators/source_segments.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "operators/archive_place.h"
#include "operators/segment.h"
#include "pipeline/errors.h"
#include "pipeline/lanes.h"

namespace yuqing {
namespace {

struct Segment {
  std::filesystem::path path;
  SegmentPlace place;
  std::uint64_t size = 0;
};

struct Reached {
  std::uint32_t lane = 0;
  std::int64_t next = kNoOffset;  // behind what was read, now or before an interruption
};

class Segments final : public ReplaySource {
 public:
  Segments(std::vector<std::filesystem::path> files, const ReplayLimits& limits) : limits_(limits) {
    segments_.reserve(files.size());
    for (std::filesystem::path& file : files) {
      const SegmentPlace place = segment_place(file).value();
      const std::uint64_t size = std::filesystem::file_size(file);
      segments_.push_back({.path = std::move(file), .place = place, .size = size});
      progress_.bytes_total += size;
    }
    std::ranges::sort(segments_, {}, [](const Segment& segment) {
      const SegmentPlace& place = segment.place;
      return std::tie(place.key.source, place.key.partition, place.first, place.next, segment.path);
    });
  }

  void begin_epoch(Lanes& lanes) override {
    for (const Segment& segment : segments_) {
      const auto [found, is_new] = lanes_.try_emplace(segment.place.key);
      if (is_new) {
        found->second.lane = lanes.open(segment.place.key);
        found->second.next = lanes[found->second.lane].next;
      }
    }
  }

  Filled fill(Batch& batch) override {
    batch.filled_at = std::chrono::steady_clock::now();
    while (batch.records.size() < limits_.batch_posts && batch.bytes.size() < limits_.batch_bytes) {
      try {
        if (!reader_ && !open_next()) {
          progress_.bytes_read = finished_bytes_;
          return Filled::finished;
        }
        take(batch);
      } catch (const SourceError& error) {
        note(error.what());
        end_segment();
      }
    }
    progress_.bytes_read = finished_bytes_ + (reader_ ? reader_->bytes_read() : 0);
    return Filled::more;
  }

  void commit(std::span<const Position>) override {}
  // Dead letters of a segment name the topic, so nobody asks for a file by number.
  FileReport file(std::int64_t number) const override {
    return reports_.at(static_cast<std::size_t>(number));
  }
  std::vector<FileReport> files() const override { return reports_; }
  const ReplayProgress& progress() const override { return progress_; }
  const std::vector<DamagedFile>& damaged() const override { return damaged_; }

 private:
  // Opens the next segment that holds anything new.
  bool open_next() {
    while (at_ < segments_.size()) {
      const SegmentPlace& place = segments_[at_].place;
      reached_ = &lanes_.at(place.key);
      if (place.next > reached_->next) {
        break;
      }
      finished_bytes_ += segments_[at_++].size;
    }
    if (at_ == segments_.size()) {
      return false;
    }
    const std::int64_t next = reached_->next;
    FileReport report;
    report.name = segments_[at_].path.filename().string();
    report.path = segments_[at_].path.string();
    report.content = "segment";
    reports_.push_back(std::move(report));
    reader_.emplace(segments_[at_].path, limits_.max_record);
    const SegmentPlace& place = reader_->place();
    if (next != kNoOffset && place.first > next) {
      note(
          fmt::format("offsets {} to {} of {}[{}] are missing before it; add the segments that "
                      "hold them",
                      next, place.first - 1, place.key.source, place.key.partition));
    }
    if (reader_->lost() > 0) {
      note(fmt::format("offsets {} to {} of {}[{}] were gone from Kafka before they were archived",
                       place.first, place.first + reader_->lost() - 1, place.key.source,
                       place.key.partition));
    }
    return true;
  }

  void take(Batch& batch) {
    const std::optional<SegmentRecord> record = reader_->next();
    if (!record) {
      end_segment();
      return;
    }
    if (record->offset < reached_->next) {
      return;
    }
    reached_->next = record->offset + 1;
    progress_.records++;
    reports_.back().records++;
    reports_.back().bytes += record->size;
    const std::string_view payload = record->payload.value_or(record->key.value_or(""));
    const bool cut = record->payload && record->size > payload.size();
    Verdict verdict = cut ? Verdict::too_large : Verdict::counted;
    if (!record->payload) {
      verdict = Verdict::tombstone;
    }
    batch.append({.lane = reached_->lane,
                  .offset = record->offset,
                  .log_time_ms = record->time_ms,
                  .verdict = verdict,
                  .log_size = cut ? record->size : 0},
                 payload);
  }

  void end_segment() {
    finished_bytes_ += segments_[at_].size;
    reader_.reset();
    at_++;
  }

  void note(const std::string& damage) {
    const std::string path = segments_[at_].path.string();
    spdlog::warn("{}: {}; what can be read counts", path, damage);
    damaged_.push_back({.file = path, .reason = damage});
    reports_.back().damage = damage;
  }

  const ReplayLimits limits_;
  std::vector<Segment> segments_;
  std::map<LaneKey, Reached, ByPartition> lanes_;
  std::size_t at_ = 0;
  Reached* reached_ = nullptr;  // of the segment that is read
  std::optional<SegmentReader> reader_;
  std::uint64_t finished_bytes_ = 0;
  ReplayProgress progress_;
  std::vector<DamagedFile> damaged_;
  std::vector<FileReport> reports_;
};

class Mixed final : public ReplaySource {
 public:
  Mixed(std::unique_ptr<ReplaySource> loose, std::unique_ptr<ReplaySource> segments)
      : loose_(std::move(loose)), segments_(std::move(segments)) {
    progress_.bytes_total = loose_->progress().bytes_total + segments_->progress().bytes_total;
  }

  void begin_epoch(Lanes& lanes) override {
    loose_->begin_epoch(lanes);
    segments_->begin_epoch(lanes);
  }

  Filled fill(Batch& batch) override {
    Filled filled = (loose_read_ ? segments_ : loose_)->fill(batch);
    if (filled == Filled::finished && !loose_read_) {
      loose_read_ = true;
      filled = Filled::more;
    }
    const ReplayProgress& first = loose_->progress();
    const ReplayProgress& second = segments_->progress();
    progress_.bytes_read = first.bytes_read + second.bytes_read;
    progress_.records = first.records + second.records;
    if (filled == Filled::finished) {
      damaged_ = loose_->damaged();
      damaged_.insert(damaged_.end(), segments_->damaged().begin(), segments_->damaged().end());
    }
    return filled;
  }

  void commit(std::span<const Position>) override {}
  FileReport file(std::int64_t number) const override { return loose_->file(number); }
  std::vector<FileReport> files() const override {
    std::vector<FileReport> all = loose_->files();
    const std::vector<FileReport> more = segments_->files();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  const ReplayProgress& progress() const override { return progress_; }
  const std::vector<DamagedFile>& damaged() const override { return damaged_; }

 private:
  const std::unique_ptr<ReplaySource> loose_;
  const std::unique_ptr<ReplaySource> segments_;
  bool loose_read_ = false;
  ReplayProgress progress_;
  std::vector<DamagedFile> damaged_;
};

}  // namespace

std::unique_ptr<ReplaySource> make_source_archives(std::vector<std::filesystem::path> files,
                                                   const ReplayLimits& limits) {
  const auto first = std::stable_partition(files.begin(), files.end(),
                                           [](const auto& file) { return !segment_place(file); });
  std::vector<std::filesystem::path> segments(first, files.end());
  files.erase(first, files.end());
  if (segments.empty()) {
    return make_source_replay(std::move(files), limits);
  }
  const bool clash = std::ranges::any_of(
      segments, [](const auto& path) { return segment_place(path)->key.source == kFilesLane; });
  if (clash && !files.empty()) {
    throw ConfigError(
        "the archive of a topic named 'files' and loose files cannot be told apart; "
        "replay them one after the other");
  }
  auto archived = std::make_unique<Segments>(std::move(segments), limits);
  if (files.empty()) {
    return archived;
  }
  return std::make_unique<Mixed>(make_source_replay(std::move(files), limits), std::move(archived));
}

}  // namespace yuqing
