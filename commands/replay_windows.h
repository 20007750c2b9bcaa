// The windows of a replay as files.
//
// An archive is one thing however it was cut into files and partitions, so its windows are the
// sums over all lanes: the bytes depend neither on the cut nor on the order of posts.
#pragma once

#include <filesystem>
#include <functional>

#include "pipeline/lanes.h"
#include "pipeline/sink.h"

namespace yuqing {

// Shows the rows of an archive, which have no lane, by start, then `all`, then the topics in the
// order of their file. A row is good for the call. Nothing is in flight.
void for_each_row(const Lanes& lanes, const std::function<void(const WindowRow&)>& see);

// Writes windows.jsonl and windows.csv; partitions.jsonl as well where the archive has partitions
// of a log: their rows in the live form. Each file is written whole or not at all.
void write_windows(const std::filesystem::path& folder, const Lanes& lanes);

}  // namespace yuqing
