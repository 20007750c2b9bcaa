// The folders of `yuqing archive` as a source: each record comes into the lane of the partition
// that it was archived from, with its offset and its time, as it did live.
//
// Partitions come one after the other, while they were mixed live. That changes nothing: what
// becomes of a record depends on its lane alone.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "operators/source_replay.h"

namespace yuqing {

// Loose files (source_replay.h), and then segments (segment.h) by topic and partition. What is
// missing between two segments, and what was lost before it could be archived, is told as damage.
std::unique_ptr<ReplaySource> make_source_archives(std::vector<std::filesystem::path> files,
                                                   const ReplayLimits& limits);

}  // namespace yuqing
