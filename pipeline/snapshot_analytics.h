// How a snapshot holds trends and history; schemas/snapshot.md.
#pragma once

#include <vector>

#include "pipeline/lanes.h"
#include "pipeline/snapshot_bytes.h"

namespace yuqing {

// About the bytes that write_analytics() writes.
std::size_t analytics_size(const Lane& lane);
void write_analytics(SnapshotWriter& out, const Lane& lane);
// `here` has the tags of this job by those of the snapshot, kMaxTags for what is gone.
void read_analytics(SnapshotReader& in, const std::vector<Tag>& here, Lane& lane);

}  // namespace yuqing
