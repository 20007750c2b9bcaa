// How a snapshot is cut into records of a compacted topic, and put together again.
//
// A topic takes records of about a mebibyte, a snapshot may be larger. Two rules keep a whole one
// in the topic at any moment, whatever is compacted away and whoever is killed: a writer uses two
// slots in turns, so the snapshot before stays whole while the next one is written; and keys name
// their writer, so that two of them, of which one does not know yet that the lane is no longer its
// own, never write into each other's. schemas/snapshot.md has the format.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/sink.h"

namespace yuqing {

struct Piece {
  std::string key;
  std::string value;
};

// The pieces of a writer's snapshot number `generation`; its names are never used again.
std::vector<Piece> cut_snapshot(const LaneKey& lane, std::string_view writer,
                                std::uint64_t generation, std::string_view snapshot);

// Finds the snapshots of one lane among the records of a partition, which come in the order of the
// log.
class PieceCollector {
 public:
  explicit PieceCollector(const LaneKey& lane);

  // A value of nothing at all is a tombstone. Records of other lanes, and what is no piece, are
  // passed over.
  void take(std::string_view key, std::string_view value);

  bool is_empty() const { return newest_.empty(); }
  // The whole and undamaged ones, the one with the highest next offset first.
  std::vector<std::string> snapshots() const;
  // Keys of other writers, of whole snapshots or not: rubbish once a newer snapshot is durable.
  std::vector<std::string> keys_but_of(std::string_view writer) const;

 private:
  const std::string prefix_;
  std::map<std::string, std::string, std::less<>> newest_;  // values by key
};

}  // namespace yuqing
