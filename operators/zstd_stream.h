// Files compressed with zstd, one frame with its checksum each: written durably, read block by
// block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace yuqing {

class ZstdWriter {
 public:
  // Makes a new file in the place of any old one. Throws SinkError, as all of it does.
  explicit ZstdWriter(std::filesystem::path path);
  // Closes the file as it is.
  ~ZstdWriter();
  ZstdWriter(const ZstdWriter&) = delete;
  ZstdWriter& operator=(const ZstdWriter&) = delete;

  void append(std::string_view bytes);
  // Ends the frame; returns when the file is on the disk.
  void finish();
  std::uint64_t written() const;  // bytes of the file so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class ZstdReader {
 public:
  // Throws SourceError where the file cannot be read; messages leave its name to the caller.
  explicit ZstdReader(const std::filesystem::path& path);
  ~ZstdReader();
  ZstdReader(ZstdReader&&) noexcept;
  ZstdReader& operator=(ZstdReader&&) noexcept;

  // Lives until the next call. Empty at the end of the last frame. Throws SourceError where the
  // file is damaged or ends within a frame; what came before was sound but for the checksum.
  std::string_view next_block();
  std::uint64_t bytes_read() const;  // of the file as it lies on the disk

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yuqing
