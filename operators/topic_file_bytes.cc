// Where topic files come from; see topic_file.h.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "operators/topic_file.h"
#include "pipeline/embedded.h"

namespace yuqing {
namespace {

constexpr std::string_view kBuiltIn = "deploy/topics.toml";

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

}  // namespace

File topic_file(const Section& topic) {
  const std::filesystem::path path = topic.path("file");
  return path.empty() ? File(kBuiltIn, embedded::topics()) : File(path);
}

std::uint64_t topics_hash(const Section& topic) {
  const std::filesystem::path path = topic.path("file");
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char byte : path.empty() ? std::string(embedded::topics()) : bytes_of(path)) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace yuqing
