// The records of many segments as one stream, oldest first; those of a partition in their order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "operators/segment.h"
#include "operators/source_replay.h"

namespace yuqing {

class SegmentMerge {
 public:
  SegmentMerge(const std::vector<std::filesystem::path>& segments, std::size_t max_payload);

  // Lives until the next call. Null at the end.
  const SegmentRecord* next();
  // Segments that could not be read to their end.
  const std::vector<DamagedFile>& damaged() const { return damaged_; }

 private:
  struct Partition {
    std::vector<std::filesystem::path> files;  // in the order of their offsets
    std::size_t at = 0;
    std::optional<SegmentReader> reader;
    std::optional<SegmentRecord> record;  // the one to give next
    std::int64_t next = 0;                // of two copies of a record one is given
  };

  void advance(Partition& partition);
  void read_on(Partition& partition);

  const std::size_t max_payload_;
  std::map<LaneKey, Partition, ByPartition> partitions_;
  Partition* given_ = nullptr;
  std::vector<DamagedFile> damaged_;
};

}  // namespace yuqing
