// Where a record of a loose file stands, as one offset.
//
// All loose files of a replay are one lane, so that a post that stands in two of them is found to
// be the same, and memory does not grow with the number of files. Files are numbered from 0 in the
// order in which they are read; a member of an archive is a file of its own. An offset is the
// number of the file, then the number of the record in it: it grows through the whole replay.
#pragma once

#include <cstdint>
#include <string_view>

namespace yuqing {

inline constexpr std::string_view kFilesLane = "files";  // LaneKey::source; its partition is 0

inline constexpr int kNumberBits = 36;

constexpr std::int64_t offset_of(std::int64_t file, std::int64_t number) {
  return (file << kNumberBits) | number;
}
constexpr std::int64_t file_of(std::int64_t offset) {
  return offset >> kNumberBits;
}
constexpr std::int64_t number_of(std::int64_t offset) {
  return offset & ((std::int64_t{1} << kNumberBits) - 1);
}

}  // namespace yuqing
