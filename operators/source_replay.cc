// See source_replay.h.
#include "operators/source_replay.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <optional>

#include "operators/archive_place.h"
#include "operators/archive_reader.h"
#include "pipeline/errors.h"
#include "pipeline/lanes.h"

namespace yuqing {
namespace {

// Cuts blocks of a file into lines.
class LineReader {
 public:
  LineReader(const std::filesystem::path& path, std::size_t max_line)
      : archive_(path), max_line_(max_line) {}

  struct Line {
    std::string_view bytes;   // without its newline; at most max_line of it
    std::size_t size = 0;     // in the file
    std::int64_t number = 0;  // from 0
  };

  // The next line, also a last one without a newline. Nothing at the end of the file. The view
  // lives until the next call. Throws SourceError where the file is damaged.
  std::optional<Line> next() {
    carried_.clear();
    std::size_t size = 0;
    while (true) {
      if (rest_.empty()) {
        rest_ = archive_.next_block();
        if (rest_.empty()) {
          return size > 0 ? std::optional(line(carried_, size)) : std::nullopt;
        }
      }
      const void* const newline = std::memchr(rest_.data(), '\n', rest_.size());
      const std::size_t length =
          newline != nullptr
              ? static_cast<std::size_t>(static_cast<const char*>(newline) - rest_.data())
              : rest_.size();
      const std::string_view piece = rest_.substr(0, length);
      rest_.remove_prefix(std::min(rest_.size(), length + 1));
      if (newline != nullptr && size == 0) {
        return line(piece.substr(0, max_line_), length);
      }
      carried_.append(piece.substr(0, max_line_ - std::min(max_line_, carried_.size())));
      size += length;
      if (newline != nullptr) {
        return line(carried_, size);
      }
    }
  }

  std::uint64_t bytes_read() const { return archive_.bytes_read(); }
  bool compressed() const { return archive_.compressed(); }

 private:
  Line line(std::string_view bytes, std::size_t size) {
    if (bytes.ends_with('\r') && bytes.size() == size) {
      bytes.remove_suffix(1);
      size--;
    }
    return {.bytes = bytes, .size = size, .number = number_++};
  }

  ArchiveReader archive_;
  const std::size_t max_line_;
  std::string_view rest_;  // of the current block
  std::string carried_;    // of a line that began in an earlier block
  std::int64_t number_ = 0;
};

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
  }

  Filled fill(Batch& batch) override {
    batch.filled_at = std::chrono::steady_clock::now();
    while (batch.records.size() < limits_.batch_posts && batch.bytes.size() < limits_.batch_bytes) {
      try {
        if (!reader_ && !open_next()) {
          return Filled::finished;
        }
        append_line(batch);
      } catch (const SourceError& error) {
        end_file(error.what());
      }
    }
    progress_.bytes_read = finished_bytes_ + (reader_ ? reader_->bytes_read() : 0);
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
    return reports_;
  }

 private:
  bool open_next() {
    if (file_ == files_.size()) {
      progress_.bytes_read = finished_bytes_;
      return false;
    }
    {
      const std::lock_guard lock(mutex_);
      FileReport& report = reports_.emplace_back();
      report.name = files_[file_].filename().string();
      report.path = files_[file_].string();
      report.encoding = "utf-8";
    }
    reader_.emplace(files_[file_], limits_.max_record + 1);
    const std::string extension = files_[file_].extension().string();
    if ((extension == ".gz" || extension == ".zst") && !reader_->compressed() &&
        std::filesystem::file_size(files_[file_]) > 0) {
      note("is named " + extension + " but is not compressed so; its lines are read as they are");
    }
    return true;
  }

  // Blank lines separate records in some archives; they are none themselves.
  void append_line(Batch& batch) {
    const std::optional<LineReader::Line> line = reader_->next();
    if (!line) {
      end_file("");
      return;
    }
    FileReport& report = reports_[file_];
    report.bytes += line->size + 1;
    report.records += line->size > 0 ? 1 : 0;
    const std::int64_t offset = offset_of(static_cast<std::int64_t>(file_), line->number);
    if (line->size == 0 || offset < resume_at_) {
      return;
    }
    progress_.records++;
    const bool cut = line->size > limits_.max_record;
    batch.append({.lane = lane_,
                  .offset = offset,
                  .verdict = cut ? Verdict::too_large : Verdict::counted,
                  .log_size = line->size},
                 line->bytes.substr(0, limits_.max_record));
  }

  void end_file(const std::string& damage) {
    if (!damage.empty()) {
      note(damage);
    }
    finished_bytes_ += std::filesystem::file_size(files_[file_]);
    reader_.reset();
    file_++;
  }

  void note(const std::string& damage) {
    spdlog::warn("{}: {}", files_[file_].string(), damage);
    damaged_.push_back({.file = files_[file_].string(), .reason = damage});
    const std::lock_guard lock(mutex_);
    reports_[file_].damage = damage;
  }

  const std::vector<std::filesystem::path> files_;
  const ReplayLimits limits_;
  std::uint32_t lane_ = 0;
  std::int64_t resume_at_ = kNoOffset;  // the first record that counts
  std::size_t file_ = 0;
  std::optional<LineReader> reader_;
  std::uint64_t finished_bytes_ = 0;
  ReplayProgress progress_;
  std::vector<DamagedFile> damaged_;
  mutable std::mutex mutex_;
  std::vector<FileReport> reports_;  // by file
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
