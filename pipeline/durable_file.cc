// See durable_file.h. An error of fsync is final: the kernel may have dropped the pages, so a
// second try could claim what is not on the disk. Whoever finds no room has lost nothing yet.
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
  const int code = errno;
  const std::string told =
      path.string() + ": cannot " + std::string(what) + ": " + std::strerror(code);
  switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      throw DiskRefuses(told + "; make room");
    case EROFS:
      throw DiskRefuses(told + "; mount it writable");
    default:
      throw Error(told);
  }
}

template <typename Error>
[[noreturn]] void fail_to_sync(std::string_view what, const std::filesystem::path& path) {
  throw Error(path.string() + ": cannot sync" + std::string(what) + ": " + std::strerror(errno) +
              "; what was written may be lost, so it is not tried again: check the disk and start "
              "again, the last snapshot holds");
}

template <typename Error>
void make_folder_of(const std::filesystem::path& path) {
  std::error_code failed;
  if (path.has_parent_path()) {
    std::filesystem::create_directories(path.parent_path(), failed);
  }
  if (failed) {
    errno = failed.value();
    fail<Error>("make the folder of", path);
  }
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
    fail_to_sync<Error>(" the folder", path);
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
  make_folder_of<SinkError>(path_);
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    fail<SinkError>("open for writing", path_);
  }
  try {
    size_ = whole_lines(descriptor_, ::lseek(descriptor_, 0, SEEK_END));
    cut();
    sync_folder<SinkError>(path_);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

AppendFile::~AppendFile() {
  ::close(descriptor_);
}

void AppendFile::append(std::string_view bytes) {
  if (half_written_) {
    cut();
  }
  half_written_ = true;
  write_all<SinkError>(descriptor_, bytes, path_);
  if (::fdatasync(descriptor_) != 0) {
    fail_to_sync<SinkError>("", path_);
  }
  half_written_ = false;
  size_ += static_cast<std::int64_t>(bytes.size());
}

void AppendFile::cut() {
  if (::lseek(descriptor_, 0, SEEK_END) > size_ && ::ftruncate(descriptor_, size_) != 0) {
    fail<SinkError>("cut off a half-written line of", path_);
  }
  if (::lseek(descriptor_, size_, SEEK_SET) < 0) {
    fail<SinkError>("find the end of", path_);
  }
}

void replace_file(const std::filesystem::path& path, std::string_view content,
                  const std::filesystem::path& before) {
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  make_folder_of<StoreError>(path);
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    fail<StoreError>("open for writing", temporary);
  }
  try {
    write_all<StoreError>(descriptor, content, temporary);
  } catch (...) {
    ::close(descriptor);
    ::unlink(temporary.c_str());  // a full disk needs the room
    throw;
  }
  const int failed = ::fsync(descriptor);
  const int why = errno;
  ::close(descriptor);
  if (failed != 0) {
    errno = why;
    fail_to_sync<StoreError>("", temporary);
  }
  if (!before.empty() && ::rename(path.c_str(), before.c_str()) != 0 && errno != ENOENT) {
    fail<StoreError>("rename", path);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    fail<StoreError>("rename a new file to", path);
  }
  sync_folder<StoreError>(path);
}

}  // namespace yuqing
