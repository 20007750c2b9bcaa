// The store `file`: snapshots in a folder, SOURCE-PARTITION.snapshot and the one before it.
//
// The new snapshot is written beside the old ones and synced before any of them is renamed, so a
// crash at any system call leaves at least one that is whole, and so does a full disk.
#include <fstream>
#include <sstream>

#include "pipeline/durable_file.h"
#include "pipeline/errors.h"
#include "pipeline/store.h"

namespace yuqing {
namespace {

// Names of sources may hold anything; names of files may not.
std::string escaped(std::string_view name) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string safe;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '_' || (c == '.' && !safe.empty());
    if (plain) {
      safe += c;
    } else {
      safe += '%';
      safe += kHex[byte >> 4];
      safe += kHex[byte & 15];
    }
  }
  return safe;
}

class FileStore final : public Store {
 public:
  explicit FileStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void save(const LaneKey& key, const std::string& snapshot) override {
    replace_file(path_of(key, ".snapshot"), snapshot, path_of(key, ".before.snapshot"));
  }

  std::vector<std::string> load(const LaneKey& key) override {
    std::vector<std::string> found;
    for (const std::string_view suffix : {".snapshot", ".before.snapshot"}) {
      const std::filesystem::path path = path_of(key, suffix);
      if (!std::filesystem::exists(path)) {
        continue;
      }
      std::ifstream in(path, std::ios::binary);
      std::ostringstream content;
      if (!(content << in.rdbuf()) && content.tellp() != 0) {
        throw StoreError(path.string() + ": cannot be read");
      }
      found.push_back(std::move(content).str());
    }
    return found;
  }

 private:
  std::filesystem::path path_of(const LaneKey& key, std::string_view suffix) const {
    return folder_ /
           (escaped(key.source) + "-" + std::to_string(key.partition) + std::string(suffix));
  }

  const std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<Store> make_file_store(const std::filesystem::path& folder) {
  return std::make_unique<FileStore>(folder);
}

}  // namespace yuqing
