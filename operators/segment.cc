// See segment.h: names, and writing.
#include "operators/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "operators/base64.h"
#include "operators/json_rows.h"
#include "operators/utf8.h"
#include "operators/whole_number.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::string_view kSuffix = ".yqs.zst";
constexpr std::string_view kPart = ".part";
constexpr std::size_t kDigits = 20;

std::string part_of(std::int64_t first) {
  return fmt::format(".{:020}{}{}", first, kSuffix, kPart);
}

std::string name_of(std::int64_t first, std::int64_t next) {
  return fmt::format("{:020}-{:020}{}", first, next, kSuffix);
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Decoded first = decoded(text);
    if (first.size == 1 && static_cast<unsigned char>(text.front()) >= 0x80) {
      return false;
    }
    text.remove_prefix(first.size);
  }
  return true;
}

void append_key(std::string& line, std::string_view key) {
  if (is_utf8(key)) {
    line += R"(,"key":)";
    append_json_string(line, key);
    return;
  }
  line += R"(,"key_base64":")";
  append_base64(line, key);
  line += '"';
}

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const std::string why = std::strerror(errno);
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  if (!synced) {
    throw SinkError(folder.string() + ": cannot sync the folder: " + why);
  }
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code failed;
  if (std::filesystem::create_directories(folder, failed)) {
    sync_folder(folder.parent_path());
    sync_folder(folder.parent_path().parent_path());
  }
  if (failed) {
    throw SinkError(folder.string() + ": the folder cannot be made: " + failed.message());
  }
}

}  // namespace

std::optional<SegmentPlace> segment_place(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (name.size() != 2 * kDigits + 1 + kSuffix.size() || !name.ends_with(kSuffix) ||
      name[kDigits] != '-') {
    return std::nullopt;
  }
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  const auto first = number_of<std::int64_t>(std::string_view(name).substr(0, kDigits));
  const auto next = number_of<std::int64_t>(std::string_view(name).substr(kDigits + 1, kDigits));
  const auto partition = number_of<std::int32_t>(folder.filename().string());
  if (!first || !next || *first > *next || !partition) {
    return std::nullopt;
  }
  return SegmentPlace{
      .key = {.source = folder.parent_path().filename().string(), .partition = *partition},
      .first = *first,
      .next = *next};
}

SegmentWriter::SegmentWriter(std::filesystem::path folder, const LaneKey& key, std::int64_t first,
                             std::int64_t lost)
    : folder_(std::move(folder)),
      first_(first),
      part_(folder_ / part_of(first)),
      next_(first + lost) {
  make_folder(folder_);
  file_.emplace(part_);
  line_ = R"({"yuqing_segment":1,"topic":)";
  append_json_string(line_, key.source);
  fmt::format_to(std::back_inserter(line_), R"(,"partition":{},"first":{})", key.partition, first);
  if (lost > 0) {
    fmt::format_to(std::back_inserter(line_), R"(,"lost":{})", lost);
  }
  line_ += "}\n";
  file_->append(line_);
}

SegmentWriter::~SegmentWriter() {
  file_.reset();
  std::error_code ignored;  // it may be finished
  std::filesystem::remove(part_, ignored);
}

void SegmentWriter::append(const SegmentRecord& record) {
  line_.clear();
  fmt::format_to(std::back_inserter(line_), R"({{"offset":{})", record.offset);
  if (record.offset > next_) {
    fmt::format_to(std::back_inserter(line_), R"(,"skipped":{})", record.offset - next_);
    skipped_ += record.offset - next_;
  }
  if (record.time_ms == kNoTime) {
    line_ += R"(,"time":null)";
  } else {
    fmt::format_to(std::back_inserter(line_), R"(,"time":{})", record.time_ms);
  }
  if (record.key) {
    append_key(line_, *record.key);
  } else {
    line_ += R"(,"key":null)";
  }
  if (record.payload) {
    fmt::format_to(std::back_inserter(line_), ",\"size\":{}}}\n", record.payload->size());
    line_ += *record.payload;
  } else {
    line_ += ",\"size\":null}\n";
  }
  line_ += '\n';
  file_->append(line_);
  next_ = record.offset + 1;
  records_++;
}

void SegmentWriter::skip_to(std::int64_t next) {
  ahead_ = std::max(ahead_, next);
}

std::filesystem::path SegmentWriter::finish() {
  const std::int64_t next = this->next();
  file_->append(fmt::format("{{\"next\":{},\"records\":{},\"skipped\":{}}}\n", next, records_,
                            skipped_ + next - next_));
  file_->finish();
  file_.reset();
  std::filesystem::path path = folder_ / name_of(first_, next);
  std::error_code failed;
  std::filesystem::rename(part_, path, failed);
  if (failed) {
    throw SinkError(path.string() + ": cannot be given its name: " + failed.message());
  }
  sync_folder(folder_);
  return path;
}

void remove_parts(const std::filesystem::path& folder) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().filename().string().ends_with(kPart)) {
      std::filesystem::remove(entry.path(), failed);
    }
  }
}

}  // namespace yuqing
