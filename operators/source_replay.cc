// See source_replay.h.
#include "operators/source_replay.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>

#include "operators/archive_place.h"
#include "operators/read_ahead.h"
#include "pipeline/errors.h"
#include "pipeline/lanes.h"

namespace yuqing {
namespace {

// How long fill() waits for a chunk that a thread is still reading.
constexpr std::chrono::milliseconds kPatience{50};

class Replay final : public ReplaySource {
 public:
  Replay(std::vector<std::filesystem::path> files, const ReplayLimits& limits)
      : files_(std::move(files)), limits_(limits) {
    for (const std::filesystem::path& file : files_) {
      progress_.bytes_total += std::filesystem::file_size(file);
    }
  }

  void begin_epoch(Lanes& lanes) override {
    lane_ = lanes.open({.source = std::string(kFilesLane), .partition = 0});
    resume_at_ = lanes[lane_].next;
    const ReadLimits limits = {.max_record = limits_.max_record,
                               .archive = {.max_ratio = limits_.max_ratio}};
    ahead_.emplace(files_, limits, limits_.threads);
  }

  Filled fill(Batch& batch) override {
    batch.filled_at = std::chrono::steady_clock::now();
    while (batch.records.size() < limits_.batch_posts && batch.bytes.size() < limits_.batch_bytes) {
      if (piece_ < chunk_.pieces.size()) {
        append(batch, chunk_.pieces[piece_++]);
        continue;
      }
      tell_damage();
      piece_ = 0;
      const ReadAhead::State state = ahead_->next(chunk_, kPatience);
      if (state == ReadAhead::State::finished) {
        return Filled::finished;
      }
      // A chunk of nothing but records that were counted before takes no room in the batch.
      const auto took = std::chrono::steady_clock::now() - batch.filled_at;
      if (state == ReadAhead::State::chunk) {
        begin_chunk();
      }
      if (state == ReadAhead::State::later || took > kPatience) {
        return Filled::more;
      }
    }
    return Filled::more;
  }

  void commit(std::span<const Position>) override {}
  const ReplayProgress& progress() const override { return progress_; }
  const std::vector<DamagedFile>& damaged() const override { return damaged_; }

  FileReport file(std::int64_t number) const override {
    const std::lock_guard lock(mutex_);
    return reports_.at(static_cast<std::size_t>(number));
  }
  std::vector<FileReport> files() const override {
    const std::lock_guard lock(mutex_);
    return {reports_.begin(), reports_.end()};
  }

 private:
  void begin_chunk() {
    const std::lock_guard lock(mutex_);
    if (chunk_.begins) {
      FileReport& report = reports_.emplace_back();
      report.name = std::move(chunk_.begins->name);
      report.path = std::move(chunk_.begins->path);
      report.encoding = std::move(chunk_.begins->encoding);
      report.content = std::move(chunk_.begins->content);
    }
    if (!reports_.empty()) {
      reports_.back().records += chunk_.pieces.size();
      reports_.back().bytes += chunk_.unpacked;
    }
    progress_.bytes_read += chunk_.packed;
  }

  void append(Batch& batch, const Chunk::Piece& piece) {
    const auto file = static_cast<std::int64_t>(reports_.size()) - 1;
    const std::int64_t offset = offset_of(file, piece.number);
    if (offset < resume_at_) {
      return;
    }
    progress_.records++;
    const bool cut = piece.size_in_file > piece.size;
    batch.append({.lane = lane_,
                  .offset = offset,
                  .verdict = piece.verdict,
                  .log_size = cut ? piece.size_in_file : 0},
                 std::string_view(chunk_.text).substr(piece.begin, piece.size));
  }

  void tell_damage() {
    if (chunk_.damage.empty()) {
      return;
    }
    const std::lock_guard lock(mutex_);
    FileReport& report = reports_.back();
    if (!limits_.quiet) {
      spdlog::warn("{}: {}; what can be read counts", report.path, chunk_.damage);
    }
    damaged_.push_back({.file = report.path, .reason = chunk_.damage});
    report.damage += report.damage.empty() ? "" : "; ";
    report.damage += chunk_.damage;
    chunk_.damage.clear();
  }

  const std::vector<std::filesystem::path> files_;
  const ReplayLimits limits_;
  std::uint32_t lane_ = 0;
  std::int64_t resume_at_ = kNoOffset;  // the first record that counts
  Chunk chunk_;
  std::size_t piece_ = 0;  // of the chunk, the next one
  ReplayProgress progress_;
  std::vector<DamagedFile> damaged_;
  mutable std::mutex mutex_;
  std::deque<FileReport> reports_;  // by number; only fill() changes it
  std::optional<ReadAhead> ahead_;  // last: its threads end first
};

void add_folder(std::vector<std::filesystem::path>& files, const std::string& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const bool hidden = entry.path().filename().string().starts_with('.');
    if (entry.is_regular_file() && !hidden) {
      files.push_back(entry.path());
    }
  }
}

}  // namespace

std::vector<std::filesystem::path> archive_files(const std::vector<std::string>& inputs) {
  std::vector<std::filesystem::path> files;
  std::string missing;
  for (const std::string& input : inputs) {
    std::error_code failed;
    if (std::filesystem::is_directory(input, failed)) {
      add_folder(files, input);
    } else if (std::filesystem::exists(input, failed)) {
      files.emplace_back(input);
    } else {
      missing += (missing.empty() ? "" : "\n") + input +
                 ": no such file or folder; give the path of an archive";
    }
  }
  if (!missing.empty()) {
    throw ConfigError(missing);
  }
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::unique_ptr<ReplaySource> make_source_replay(std::vector<std::filesystem::path> files,
                                                 const ReplayLimits& limits) {
  return std::make_unique<Replay>(std::move(files), limits);
}

}  // namespace yuqing
