// See lines.h.
#include "operators/lines.h"

#include "pipeline/errors.h"

namespace yuqing {

LineReader::LineReader(std::filesystem::path path) : path_(std::move(path)) {
  try {
    if (std::filesystem::is_regular_file(path_)) {
      in_.emplace(path_);
      in_->next_member();
    }
  } catch (const SourceError&) {
    in_.reset();
  }
  if (!in_) {
    throw ConfigError(path_.string() + ": cannot be read; give the path of a readable file");
  }
}

// Appends a block behind the part of a line that is left.
bool LineReader::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  try {
    const std::string_view block = in_->next_block();
    buffer_ += block;
    return !block.empty();
  } catch (const SourceError& error) {
    fail(error.what());
  }
}

std::optional<std::string_view> LineReader::next() {
  line_++;
  std::size_t end = buffer_.find('\n', at_);
  while (end == std::string::npos && fill()) {
    end = buffer_.find('\n', at_);
  }
  if (end == std::string::npos && at_ == buffer_.size()) {
    return std::nullopt;
  }
  std::string_view line = std::string_view(buffer_).substr(at_, end - at_);
  at_ = end == std::string::npos ? buffer_.size() : end + 1;
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) {
    line.remove_prefix(3);
  }
  return line;
}

void LineReader::fail(const std::string& what) const {
  throw ConfigError(path_.string() + ":" + std::to_string(line_) + ": " + what);
}

}  // namespace yuqing
