// How a snapshot holds what can be taken back; schemas/snapshot.md.
#pragma once

#include <vector>

#include "pipeline/ledger.h"
#include "pipeline/snapshot_bytes.h"

namespace yuqing {

// Bytes that write_ledger() writes.
std::size_t ledger_size(const Ledger& ledger);
void write_ledger(SnapshotWriter& out, const Ledger& ledger);
// `here` has the tags of this job by those of the snapshot, kMaxTags for what is gone.
void read_ledger(SnapshotReader& in, const std::vector<Tag>& here, Ledger& ledger);

}  // namespace yuqing
