// See durable_file.h. An error of fsync is final: the kernel may have dropped the pages, so a
// second try could claim what is not on the disk.
#include "pipeline/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

template <typename Error>
[[noreturn]] void fail(std::string_view what, const std::filesystem::path& path) {
  const std::string why = std::strerror(errno);
  throw Error(path.string() + ": cannot " + std::string(what) + ": " + why);
}

template <typename Error>
void write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      fail<Error>("write", path);
    }
    bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
}

template <typename Error>
void sync_folder(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    fail<Error>("open the folder of", path);
  }
  const int failed = ::fsync(descriptor);
  ::close(descriptor);
  if (failed != 0) {
    fail<Error>("sync the folder of", path);
  }
}

// Size of the file up to and with its last newline.
off_t whole_lines(int descriptor, off_t size) {
  std::array<char, 4096> block = {};
  while (size > 0) {
    const off_t begin =
        size > static_cast<off_t>(block.size()) ? size - static_cast<off_t>(block.size()) : 0;
    const ssize_t got =
        ::pread(descriptor, block.data(), static_cast<std::size_t>(size - begin), begin);
    for (ssize_t i = got; i > 0; i--) {
      if (block[static_cast<std::size_t>(i - 1)] == '\n') {
        return begin + i;
      }
    }
    size = begin;
  }
  return 0;
}

}  // namespace

AppendFile::AppendFile(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code ignored;  // open() below says what is wrong
  std::filesystem::create_directories(path_.parent_path(), ignored);
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    fail<SinkError>("open for writing", path_);
  }
  const off_t size = ::lseek(descriptor_, 0, SEEK_END);
  const off_t whole = whole_lines(descriptor_, size);
  if ((whole < size && ::ftruncate(descriptor_, whole) != 0) ||
      ::lseek(descriptor_, whole, SEEK_SET) < 0) {
    fail<SinkError>("cut off a half-written line of", path_);
  }
  sync_folder<SinkError>(path_);
}

AppendFile::~AppendFile() {
  ::close(descriptor_);
}

void AppendFile::append(std::string_view bytes) {
  write_all<SinkError>(descriptor_, bytes, path_);
  if (::fdatasync(descriptor_) != 0) {
    fail<SinkError>("sync", path_);
  }
}

void replace_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    fail<StoreError>("open for writing", temporary);
  }
  try {
    write_all<StoreError>(descriptor, content, temporary);
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  const int failed = ::fsync(descriptor);
  ::close(descriptor);
  if (failed != 0) {
    fail<StoreError>("sync", temporary);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    fail<StoreError>("rename a new file to", path);
  }
  sync_folder<StoreError>(path);
}

}  // namespace yuqing
