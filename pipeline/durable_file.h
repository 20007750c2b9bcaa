// Files that are on the disk when a call returns.
#pragma once

#include <filesystem>
#include <string_view>

namespace yuqing {

// An open file to append to.
class AppendFile {
 public:
  // Makes the file and its folder if need be. Throws SinkError.
  explicit AppendFile(std::filesystem::path path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  // Returns when the bytes are durable; throws SinkError. Cuts off first what a crash left of a
  // half-written last line.
  void append(std::string_view bytes);

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

// Replaces a file as a whole: a reader and a crash see the old content or the new, never a part.
// Throws StoreError.
void replace_file(const std::filesystem::path& path, std::string_view content);

}  // namespace yuqing
