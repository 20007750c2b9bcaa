// See segment.h: reading.
#include <algorithm>

#include "operators/base64.h"
#include "operators/json_members.h"
#include "operators/segment.h"
#include "operators/whole_number.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

// Of a line; keys are in lines, and Kafka's records are smaller than this.
constexpr std::size_t kMostLine = std::size_t{64} << 20;

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
  if (lost_ < 0 || lost_ > place_.next - place_.first) {
    damaged("its first line tells of more lost offsets than it has");
  }
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
  const std::int64_t skipped = line.skipped.value_or(0);
  const bool has_place = skipped >= 0 && skipped < place_.next - reached_;
  if (!line.sound || !has_place || line.offset != reached_ + skipped) {
    damaged("offset " + std::to_string(reached_) + " is expected and another line found");
  }
  SegmentRecord record{.offset = *line.offset, .time_ms = line.time.value_or(kNoTime)};
  if (!line.key_base64.empty()) {
    const std::optional<std::string> base64 = json_text(line.key_base64);
    key_ = from_base64(base64.value_or("?")).value_or("");
    record.key = key_;
  } else if (line.key.starts_with('"')) {
    take_key(line.key);
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

// Into a text that keeps its memory, as most keys need no reading.
void SegmentReader::take_key(std::string_view written) {
  if (written.find('\\') == std::string_view::npos) {
    key_ = written.substr(1, written.size() - 2);
  } else {
    key_ = json_text(written).value_or("");
  }
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
