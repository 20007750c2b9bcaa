// The lines of a file, plain or compressed, with complaints that name the line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "operators/archive_reader.h"

namespace yuqing {

class LineReader {
 public:
  // Throws ConfigError where the file cannot be read.
  explicit LineReader(std::filesystem::path path);

  // Without its end and without a byte order mark; lives until the next call. None at the end.
  std::optional<std::string_view> next();
  // Throws ConfigError: "FILE:LINE: what", of the line that next() gave last.
  [[noreturn]] void fail(const std::string& what) const;

 private:
  bool fill();

  std::filesystem::path path_;
  std::optional<ArchiveReader> in_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
};

}  // namespace yuqing
