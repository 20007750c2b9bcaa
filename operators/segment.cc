// See segment.h.
#include "operators/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <iterator>

#include "operators/base64.h"
#include "operators/json_members.h"
#include "operators/json_rows.h"
#include "operators/utf8.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::string_view kSuffix = ".yqs.zst";
constexpr std::string_view kPart = ".part";
constexpr std::size_t kDigits = 20;
// Of a line; keys are in lines, and Kafka's records are smaller than this.
constexpr std::size_t kMostLine = std::size_t{64} << 20;

std::string part_of(std::int64_t first) {
  return fmt::format(".{:020}{}{}", first, kSuffix, kPart);
}

std::string name_of(std::int64_t first, std::int64_t next) {
  return fmt::format("{:020}-{:020}{}", first, next, kSuffix);
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
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

// Numbers of a line by name; what is no number is asked for in another way.
struct Line {
  std::optional<std::int64_t> segment;
  std::optional<std::int64_t> partition;
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> lost;
  std::optional<std::int64_t> offset;
  std::optional<std::int64_t> skipped;
  std::optional<std::int64_t> time;
  std::optional<std::int64_t> size;
  std::optional<std::int64_t> next;
  std::optional<std::int64_t> records;
  std::string_view topic;
  std::string_view key;
  std::string_view key_base64;
  bool sound = false;
};

Line line_of(std::string_view text) {
  Line line;
  JsonMembers members(text);
  while (const std::optional<JsonMember> member = members.next()) {
    const auto [name, value] = *member;
    if (name == "offset") {
      line.offset = number_of<std::int64_t>(value);
    } else if (name == "time") {
      line.time = number_of<std::int64_t>(value);
    } else if (name == "key") {
      line.key = value;
    } else if (name == "size") {
      line.size = number_of<std::int64_t>(value);
    } else if (name == "skipped") {
      line.skipped = number_of<std::int64_t>(value);
    } else if (name == "key_base64") {
      line.key_base64 = value;
    } else if (name == "yuqing_segment") {
      line.segment = number_of<std::int64_t>(value);
    } else if (name == "topic") {
      line.topic = value;
    } else if (name == "partition") {
      line.partition = number_of<std::int64_t>(value);
    } else if (name == "first") {
      line.first = number_of<std::int64_t>(value);
    } else if (name == "lost") {
      line.lost = number_of<std::int64_t>(value);
    } else if (name == "next") {
      line.next = number_of<std::int64_t>(value);
    } else if (name == "records") {
      line.records = number_of<std::int64_t>(value);
    }
  }
  line.sound = members.sound();
  return line;
}

[[noreturn]] void damaged(const std::string& what) {
  throw SourceError("is damaged: " + what + "; take the segment from a copy of the archive");
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
  const std::filesystem::path path = folder_ / name_of(first_, next);
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

SegmentReader::SegmentReader(const std::filesystem::path& path, std::size_t max_payload)
    : place_(segment_place(path).value()), max_payload_(max_payload), file_(path) {
  const Line line = line_of(take_line());
  if (!line.sound || line.segment.value_or(0) < 1 || !line.partition || !line.first) {
    damaged("its first line is not that of a segment");
  }
  if (*line.segment != 1) {
    throw SourceError("is a segment of version " + std::to_string(*line.segment) +
                      "; read it with the yuqing that wrote it, or a newer one");
  }
  if (json_text(line.topic) != place_.key.source || *line.partition != place_.key.partition ||
      *line.first != place_.first) {
    throw SourceError(
        "holds another partition or other offsets than its name and folders say; "
        "keep them as yuqing archive made them");
  }
  lost_ = line.lost.value_or(0);
  reached_ = place_.first + lost_;
}

// Makes `size` bytes stand in the buffer from at_ on; false where the file has fewer.
bool SegmentReader::fill(std::size_t size) {
  while (buffer_.size() - at_ < size) {
    buffer_.erase(0, at_);
    at_ = 0;
    const std::string_view block = file_.next_block();
    if (block.empty()) {
      return false;
    }
    buffer_ += block;
  }
  return true;
}

// Without its newline; lives until the buffer is filled again.
std::string_view SegmentReader::take_line() {
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = buffer_.find('\n', at_ + searched);
    if (end != std::string::npos) {
      const std::string_view line(buffer_.data() + at_, end - at_);
      at_ = end + 1;
      return line;
    }
    searched = buffer_.size() - at_;
    if (searched > kMostLine) {
      damaged("a line is longer than 64 MiB");
    }
    if (!fill(searched + 1)) {
      damaged("it ends at offset " + std::to_string(reached_) + " and its name says " +
              std::to_string(place_.next));
    }
  }
}

void SegmentReader::discard(std::size_t size) {
  while (size > 0) {
    if (!fill(1)) {
      damaged("it ends within the record before offset " + std::to_string(reached_));
    }
    const std::size_t part = std::min(size, buffer_.size() - at_);
    at_ += part;
    size -= part;
  }
}

std::optional<SegmentRecord> SegmentReader::next() {
  if (ended_) {
    return std::nullopt;
  }
  discard(behind_);
  behind_ = 0;
  return take_record(take_line());
}

std::optional<SegmentRecord> SegmentReader::take_record(std::string_view text) {
  const Line line = line_of(text);
  if (line.sound && line.next) {
    take_end(text);
    return std::nullopt;
  }
  if (!line.sound || !line.offset || *line.offset != reached_ + line.skipped.value_or(0)) {
    damaged("offset " + std::to_string(reached_) + " is expected and another line found");
  }
  SegmentRecord record{.offset = *line.offset, .time_ms = line.time.value_or(kNoTime)};
  if (!line.key_base64.empty()) {
    const std::optional<std::string> base64 = json_text(line.key_base64);
    key_ = from_base64(base64.value_or("?")).value_or("");
    record.key = key_;
  } else if (const std::optional<std::string> key = json_text(line.key)) {
    key_ = *key;
    record.key = key_;
  }
  record.size = static_cast<std::size_t>(std::max<std::int64_t>(line.size.value_or(0), 0));
  const std::size_t given = std::min(record.size, max_payload_);
  if (!fill(given + 1)) {
    damaged("it ends within the record at offset " + std::to_string(*line.offset));
  }
  if (line.size.value_or(-1) >= 0) {
    record.payload = std::string_view(buffer_).substr(at_, given);
  }
  at_ += given;
  behind_ = record.size - given + 1;
  reached_ = *line.offset + 1;
  records_++;
  return record;
}

void SegmentReader::take_end(std::string_view text) {
  const Line line = line_of(text);
  if (*line.next != place_.next || *line.next < reached_ ||
      line.records != static_cast<std::int64_t>(records_)) {
    damaged("its last line, its name and its records do not agree");
  }
  reached_ = *line.next;
  ended_ = true;
  if (fill(1)) {
    damaged("there is something behind its last line");
  }
}

}  // namespace yuqing
