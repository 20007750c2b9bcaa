// `yuqing demo --write`: the firehose as an archive, and as a load for benchmarks.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "commands/demo.h"
#include "operators/firehose.h"

namespace yuqing {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;  // bytes written at once

// Nothing to close for standard output; what was opened is closed where errors can still be told.
struct Archive {
  std::FILE* file = nullptr;
  bool opened = false;
};

std::runtime_error broken(const std::string& path, std::string_view what) {
  return std::runtime_error(
      fmt::format("{}: {}: {}", path, what, std::generic_category().message(errno)));
}

Archive open_archive(const std::string& path) {
  if (path == "-") {
    return {.file = stdout, .opened = false};
  }
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    throw broken(path, "can't be written");
  }
  return {.file = file, .opened = true};
}

void write_all(const Archive& archive, const std::string& path, const std::string& chunk) {
  if (std::fwrite(chunk.data(), 1, chunk.size(), archive.file) != chunk.size()) {
    throw broken(path, "writing failed");
  }
}

}  // namespace

void write_demo(const std::string& path, const FirehosePlan& plan) {
  const auto started = std::chrono::steady_clock::now();
  const Archive archive = open_archive(path);
  const std::unique_ptr<Firehose> firehose = make_firehose(plan);
  std::string chunk;
  std::uint64_t bytes = 0;
  for (std::uint64_t written = 0; written < plan.posts; written++) {
    chunk += firehose->next().json;
    chunk += '\n';
    if (chunk.size() >= kChunk) {
      write_all(archive, path, chunk);
      bytes += chunk.size();
      chunk.clear();
    }
  }
  write_all(archive, path, chunk);
  bytes += chunk.size();
  if (std::fflush(archive.file) != 0 || (archive.opened && std::fclose(archive.file) != 0)) {
    throw broken(path, "writing failed");
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  fmt::print(stderr, "{} posts, {:.1f} MB, {:.0f} posts/s\n", plan.posts,
             static_cast<double>(bytes) / 1e6, static_cast<double>(plan.posts) / took.count());
}

}  // namespace yuqing
