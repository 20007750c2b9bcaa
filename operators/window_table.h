// Rows of windows as files hold them, and how two tables of them differ.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace yuqing {

struct WindowKey {
  std::string start;  // ISO 8601, so that they order as times do
  std::string topic;
  std::string source;           // empty in a table without partitions
  std::int64_t partition = -1;  // -1 in a table without partitions

  bool operator<(const WindowKey& other) const {
    return std::tie(start, topic, source, partition) <
           std::tie(other.start, other.topic, other.source, other.partition);
  }
};

// The newest row of each window, as written.
struct WindowTable {
  std::map<WindowKey, std::string> rows;
  bool partitioned = false;  // rows of partitions, as live; else they are merged over partitions
  bool torn = false;         // the last line is half written, so it is left out
};

// Reads a file of windows, plain or compressed; rows are upserts. Throws ConfigError with file and
// line where it is none.
WindowTable read_window_table(const std::filesystem::path& path);

// The sums over partitions for each start and topic: what can be added up, written as a row.
// Estimates of distinct authors cannot.
WindowTable merged(const WindowTable& table);

struct MemberDifference {
  std::string name;  // of a member of a member with a dot: "kinds.original"
  std::string first;
  std::string second;  // "nothing" where there is no such member
};

// The first member in which two rows differ; nothing where their values are equal. `what_adds_up`:
// only members that sums over partitions can have.
std::optional<MemberDifference> difference(const std::string& first, const std::string& second,
                                           bool what_adds_up);

}  // namespace yuqing
