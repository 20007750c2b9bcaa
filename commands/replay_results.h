// What a replay leaves behind: windows.jsonl, dead_letters.jsonl and summary.json.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include "operators/source_replay.h"
#include "pipeline/lanes.h"
#include "pipeline/sink.h"

namespace yuqing {

// Appends dead letters. After a crash the file is cut to the lines that the snapshots cover, so
// each rejected record stands in it once. `lanes` outlives the sink.
std::unique_ptr<Sink> make_sink_replay(const std::filesystem::path& dead_letters,
                                       const Lanes& lanes);

// Writes the windows ordered by start, partition and topic, and the summary. `posts` were read in
// the time that it `took`; a replay that went on from a snapshot read fewer than it counted.
void write_results(const std::filesystem::path& folder, const Lanes& lanes,
                   const std::vector<DamagedFile>& damaged, std::uint64_t posts,
                   std::chrono::duration<double> took);

}  // namespace yuqing
