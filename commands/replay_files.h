// What a replay says of the files that it read: each rejected record by file and line, and a list
// of the files with what they held.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "operators/source_replay.h"
#include "pipeline/verdict.h"

namespace yuqing {

// Names rejected records on standard error, as "FILE:LINE: REASON: what to do"; of each file the
// first few of a reason.
class RejectTeller {
 public:
  // `number` is that of the file, and `line` counts from 0.
  void tell(const FileReport& file, std::int64_t number, std::int64_t line, Verdict reason);

 private:
  std::map<std::pair<std::int64_t, Verdict>, std::size_t> told_;
};

// The loose files as a JSON array, in the order in which they were read. The rejected records are
// counted in the file of dead letters, which an interrupted replay leaves complete.
std::string files_json(const ReplaySource& source, const std::filesystem::path& dead_letters);

}  // namespace yuqing
