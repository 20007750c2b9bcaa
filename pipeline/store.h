// Stores: where snapshots of lanes are kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/sink.h"

namespace yuqing {

// A snapshot is the encoded state of one lane (pipeline/snapshot.h). Called by one thread at a
// time.
class Store {
 public:
  virtual ~Store() = default;
  // Returns when the snapshot is durable; throws StoreError when it cannot be made so, and
  // DiskRefuses when it may be asked for again.
  virtual void save(const LaneKey& key, const std::string& snapshot) = 0;
  // Snapshots of a lane, newest first; the reader takes the first that is sound.
  virtual std::vector<std::string> load(const LaneKey& key) = 0;
};

// Files in a folder, the last two of each lane.
std::unique_ptr<Store> make_file_store(const std::filesystem::path& folder);

}  // namespace yuqing
