// See archive_reader.h. The only file that knows libarchive.
#include "operators/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

// Small enough that a bomb of a few hundred kilobytes is not taken for read before it is unpacked.
constexpr std::size_t kBlock = std::size_t{256} << 10;
constexpr std::uint64_t kFree = std::uint64_t{1} << 20;  // unpacked bytes that need no ratio

struct Free {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

struct Magic {
  std::string_view begin;
  std::string_view name;
};
constexpr auto kMagics = std::to_array<Magic>({{"\x1F\x8B", "gzip"},
                                               {"\x28\xB5\x2F\xFD", "zstd"},
                                               {std::string_view("\xFD\x37zXZ\0", 6), "xz"},
                                               {"BZh", "bzip2"},
                                               {"PK\x03\x04", "zip"},
                                               {"7z\xBC\xAF\x27\x1C", "7z"},
                                               {"Rar!\x1A\x07", "rar"},
                                               {"\x04\x22\x4D\x18", "lz4"}});

std::string_view packed_as(std::string_view bytes) {
  const auto* const found = std::ranges::find_if(
      kMagics, [bytes](const Magic& magic) { return bytes.starts_with(magic.begin); });
  return found != kMagics.end() ? found->name : std::string_view();
}

// A zip is known by its first bytes only: its directory stands at the end, where any file may
// happen to hold something like it.
bool begins_as_zip(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::array<char, 4> begin = {};
  in.read(begin.data(), begin.size());
  const std::string_view bytes(begin.data(), static_cast<std::size_t>(in.gcount()));
  return bytes == "PK\x03\x04" || bytes == "PK\x05\x06" || bytes == "PK\x07\x08";
}

}  // namespace

struct ArchiveReader::State {
  std::unique_ptr<archive, Free> reader{archive_read_new()};
  ArchiveLimits limits;
  bool opened = false;  // the first header was asked for
  bool at_end = true;   // of the member
  bool is_archive = false;
  bool goes_on = false;
  bool first_block = true;  // of the member
  std::uint64_t packed = 0;
  std::uint64_t unpacked = 0;

  [[noreturn]] void fail() const {
    const char* const said = archive_error_string(reader.get());
    const std::string why = said != nullptr ? said : "no reason given";
    if (why.find("assphrase") != std::string::npos || why.find("ncrypt") != std::string::npos) {
      throw SourceError("is encrypted; unpack it with its password first");
    }
    if (why.find("too much memory") != std::string::npos) {
      throw SourceError(
          "was compressed with a window of more than 128 MiB, which is not read; "
          "compress it again without --ultra and --long");
    }
    throw SourceError("is damaged: " + why +
                      "; what stands before the damage counts, get the file again for the rest");
  }

  void check_ratio(std::size_t size) {
    unpacked += size;
    packed = std::max(packed, static_cast<std::uint64_t>(archive_filter_bytes(reader.get(), -1)));
    if (unpacked > kFree && unpacked / limits.max_ratio > packed) {
      goes_on = false;
      throw SourceError("unpacks to more than " + std::to_string(limits.max_ratio) +
                        " times its size, as bombs do; if it is sound, raise [replay] max_ratio "
                        "or unpack it first");
    }
  }

  void refuse_packed(std::string_view block) const {
    const std::string packer(packed_as(block));
    if (packer.empty()) {
      return;
    }
    const bool outermost =
        !is_archive && archive_filter_code(reader.get(), 0) == ARCHIVE_FILTER_NONE;
    throw SourceError(outermost ? "is packed as " + packer +
                                      ", which is not read; unpack it, or pack it with zstd or zip"
                                : "holds what is packed once more, as " + packer +
                                      ", which is not followed; unpack it once");
  }

  // The next header of a regular file; null at the end.
  archive_entry* next_file() {
    while (true) {
      archive_entry* entry = nullptr;
      goes_on = false;
      const int found = archive_read_next_header(reader.get(), &entry);
      if (found == ARCHIVE_EOF) {
        return nullptr;
      }
      if (found != ARCHIVE_OK && found != ARCHIVE_WARN) {
        fail();
      }
      const int format = archive_format(reader.get()) & ARCHIVE_FORMAT_BASE_MASK;
      is_archive = format == ARCHIVE_FORMAT_TAR || format == ARCHIVE_FORMAT_ZIP;
      if (!is_archive || archive_entry_filetype(entry) == AE_IFREG) {
        return entry;
      }
    }
  }
};

ArchiveReader::ArchiveReader(const std::filesystem::path& path, const ArchiveLimits& limits)
    : state_(std::make_unique<State>()) {
  archive* const reader = state_->reader.get();
  state_->limits = limits;
  archive_read_support_filter_gzip(reader);
  archive_read_support_filter_zstd(reader);
  archive_read_support_filter_xz(reader);
  archive_read_support_filter_bzip2(reader);
  archive_read_support_format_raw(reader);
  archive_read_support_format_tar(reader);
  archive_read_support_format_empty(reader);
  if (begins_as_zip(path)) {
    archive_read_support_format_zip(reader);
  }
  if (archive_read_open_filename(reader, path.c_str(), kBlock) != ARCHIVE_OK) {
    state_->fail();
  }
}

ArchiveReader::~ArchiveReader() = default;
ArchiveReader::ArchiveReader(ArchiveReader&&) noexcept = default;

std::optional<std::string> ArchiveReader::next_member() {
  const bool first = !state_->opened;
  state_->opened = true;
  state_->at_end = true;
  state_->first_block = true;
  archive_entry* const entry = state_->next_file();
  if (archive_filter_count(state_->reader.get()) > 2) {
    throw SourceError("is compressed more than once, which is not followed; unpack it once");
  }
  if (entry == nullptr) {
    const bool empty = first && archive_format(state_->reader.get()) == ARCHIVE_FORMAT_EMPTY;
    return empty ? std::optional(std::string()) : std::nullopt;
  }
  state_->at_end = false;
  if (!state_->is_archive) {
    return std::string();
  }
  // The name in the locale's encoding is missing where the locale cannot write it.
  const char* name = archive_entry_pathname_utf8(entry);
  name = name != nullptr ? name : archive_entry_pathname(entry);
  return std::string(name != nullptr ? name : "?");
}

std::string_view ArchiveReader::next_block() {
  while (!state_->at_end) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int read = archive_read_data_block(state_->reader.get(), &bytes, &size, &offset);
    if (read != ARCHIVE_OK && read != ARCHIVE_EOF && read != ARCHIVE_WARN) {
      state_->at_end = true;
      state_->goes_on = state_->is_archive && read != ARCHIVE_FATAL;
      state_->fail();
    }
    state_->at_end = read == ARCHIVE_EOF;
    if (size > 0 && !state_->at_end) {
      const std::string_view block(static_cast<const char*>(bytes), size);
      state_->check_ratio(size);
      if (std::exchange(state_->first_block, false)) {
        state_->goes_on = state_->is_archive;
        state_->refuse_packed(block);
      }
      return block;
    }
  }
  return {};
}

bool ArchiveReader::compressed() const {
  return archive_filter_code(state_->reader.get(), 0) != ARCHIVE_FILTER_NONE ||
         (archive_format(state_->reader.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
}

bool ArchiveReader::is_archive() const {
  return state_->is_archive;
}

bool ArchiveReader::goes_on() const {
  return state_->goes_on;
}

std::uint64_t ArchiveReader::bytes_read() const {
  return static_cast<std::uint64_t>(archive_filter_bytes(state_->reader.get(), -1));
}

}  // namespace yuqing
