// The unpacked bytes of one file, block by block, and member by member where it is an archive.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace yuqing {

struct ArchiveLimits {
  // Beyond the first MiB a file may unpack to at most this many times its size: a bomb stops early.
  std::uint64_t max_ratio = 200;
};

// Plain, gzip, zstd, xz and bzip2, tar inside of these, and zip; told apart by content. What is
// packed twice is not followed. Throws SourceError where the file cannot be read, is damaged or
// is more than the limits allow; what came before was sound.
class ArchiveReader {
 public:
  explicit ArchiveReader(const std::filesystem::path& path, const ArchiveLimits& limits = {});
  ~ArchiveReader();
  ArchiveReader(ArchiveReader&&) noexcept;
  ArchiveReader& operator=(ArchiveReader&&) = delete;

  // Goes to the next file of the archive; its name as the archive writes it, never a path to write
  // to. Of a file that is no archive the only member has an empty name. Nothing at the end.
  std::optional<std::string> next_member();
  // Of the member. Lives until the next call. Empty at its end.
  std::string_view next_block();

  bool compressed() const;
  bool is_archive() const;           // tar or zip
  bool goes_on() const;              // after a SourceError: the next member may be sound
  std::uint64_t bytes_read() const;  // of the file as it lies on the disk

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yuqing
