// Files that are on the disk when a call returns.
//
// A disk that is full or read-only throws DiskRefuses: nothing is half done, and the same call may
// come again. Any other trouble is for good.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace yuqing {

// An open file to append to.
class AppendFile {
 public:
  // Makes the file and its folder if need be, and cuts off what a crash left of a half-written last
  // line. Throws SinkError.
  explicit AppendFile(std::filesystem::path path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  // Returns when the bytes are durable; throws SinkError.
  void append(std::string_view bytes);

 private:
  void cut();

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;      // of what is durable
  bool half_written_ = false;  // there may be more, from a call that failed
};

// Replaces a file as a whole: a reader and a crash see the old content or the new, never a part.
// With `before` the old file is kept under that name; a crash may find it there and nothing new
// yet. Throws StoreError.
void replace_file(const std::filesystem::path& path, std::string_view content,
                  const std::filesystem::path& before = {});

}  // namespace yuqing
