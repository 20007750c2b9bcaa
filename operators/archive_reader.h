// The decompressed bytes of one file, block by block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace yuqing {

// Plain, gzip and zstd, told apart by content. Throws SourceError where the file cannot be read
// or is damaged; what came before was sound.
class ArchiveReader {
 public:
  explicit ArchiveReader(const std::filesystem::path& path);
  ~ArchiveReader();
  ArchiveReader(ArchiveReader&&) noexcept;
  ArchiveReader& operator=(ArchiveReader&&) = delete;

  // Lives until the next call. Empty at the end of the file.
  std::string_view next_block();

  bool compressed() const;
  std::uint64_t bytes_read() const;  // of the file as it lies on the disk

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yuqing
