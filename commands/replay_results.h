// What a replay leaves behind: windows.jsonl, dead_letters.jsonl and summary.json.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "operators/source_replay.h"
#include "pipeline/lanes.h"
#include "pipeline/sink.h"

namespace yuqing {

// Appends dead letters. After a crash the file is cut to the lines that the snapshots cover, so
// each rejected record stands in it once. A record of a loose file is named by the file, its number
// and the record's number in it. `lanes` and `source` outlive the sink.
std::unique_ptr<Sink> make_sink_replay(const std::filesystem::path& dead_letters,
                                       const Lanes& lanes, const ReplaySource& source);

// Writes the windows ordered by start, partition and topic, and the summary. The source was read in
// the time that it `took`; a replay that went on from a snapshot read less than it counted.
void write_results(const std::filesystem::path& folder, const Lanes& lanes,
                   const ReplaySource& source, std::chrono::duration<double> took);

}  // namespace yuqing
