// See archive_reader.h. The only file that knows libarchive.
#include "operators/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <string>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

struct Free {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

}  // namespace

struct ArchiveReader::State {
  std::unique_ptr<archive, Free> reader{archive_read_new()};
  bool at_end = false;

  [[noreturn]] void fail() const {
    const char* const why = archive_error_string(reader.get());
    throw SourceError("is damaged: " + std::string(why != nullptr ? why : "no reason given") +
                      "; what stands before the damage counts, get the file again for the rest");
  }
};

ArchiveReader::ArchiveReader(const std::filesystem::path& path)
    : state_(std::make_unique<State>()) {
  archive* const reader = state_->reader.get();
  archive_read_support_filter_gzip(reader);
  archive_read_support_filter_zstd(reader);
  archive_read_support_format_raw(reader);
  archive_read_support_format_empty(reader);
  archive_entry* entry = nullptr;
  if (archive_read_open_filename(reader, path.c_str(), kBlock) != ARCHIVE_OK) {
    state_->fail();
  }
  const int found = archive_read_next_header(reader, &entry);
  if (found != ARCHIVE_OK && found != ARCHIVE_EOF) {
    state_->fail();
  }
  state_->at_end = found == ARCHIVE_EOF;
}

ArchiveReader::~ArchiveReader() = default;
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;

std::string_view ArchiveReader::next_block() {
  while (!state_->at_end) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int read = archive_read_data_block(state_->reader.get(), &bytes, &size, &offset);
    if (read != ARCHIVE_OK && read != ARCHIVE_EOF) {
      state_->fail();
    }
    state_->at_end = read == ARCHIVE_EOF;
    if (size > 0 && !state_->at_end) {
      return {static_cast<const char*>(bytes), size};
    }
  }
  return {};
}

bool ArchiveReader::compressed() const {
  return archive_filter_code(state_->reader.get(), 0) != ARCHIVE_FILTER_NONE;
}

std::uint64_t ArchiveReader::bytes_read() const {
  return static_cast<std::uint64_t>(archive_filter_bytes(state_->reader.get(), -1));
}

}  // namespace yuqing
