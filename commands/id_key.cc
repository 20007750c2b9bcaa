// See id_key.h.
#include "commands/id_key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::size_t kFewestBytes = 16;
constexpr std::size_t kNewBytes = 32;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  while (bytes.ends_with('\n') || bytes.ends_with('\r')) {
    bytes.pop_back();
  }
  if (bytes.size() < kFewestBytes) {
    throw ConfigError(
        fmt::format("{}: holds no key of at least {} bytes; `openssl rand -hex 32` makes one",
                    path.string(), kFewestBytes));
  }
  return bytes;
}

void make_key(const std::filesystem::path& path) {
  std::array<unsigned char, kNewBytes> bytes = {};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw SinkError(path.string() + ": no random bytes for a key: " + std::strerror(errno));
  }
  std::string text;
  for (const unsigned char byte : bytes) {
    fmt::format_to(std::back_inserter(text), "{:02x}", byte);
  }
  text += '\n';
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  const std::string why = std::strerror(errno);
  if (file >= 0) {
    ::close(file);
  }
  if (!written) {
    throw SinkError(path.string() + ": cannot be written: " + why);
  }
}

}  // namespace

std::string id_key(const std::filesystem::path& folder, const std::filesystem::path& file) {
  if (!file.empty()) {
    return content_of(file);
  }
  const std::filesystem::path own = folder / "id_key";
  if (!std::filesystem::exists(own)) {
    make_key(own);
  }
  return content_of(own);
}

}  // namespace yuqing
