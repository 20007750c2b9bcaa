// yuqing verify: whether a replay has the numbers of the live run.
#include <fmt/format.h>

#include <stdexcept>

#include "commands/commands.h"
#include "operators/window_table.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::string_view kExamples = R"(
LIVE and REPLAY are files of windows, or folders of results. Rows are upserts: the newest row of
each window is compared, so let the job write its last rows before (stop it, or wait for
state.interval). Where both tell partitions (live files, partitions.jsonl), rows are compared one
by one with all their members; else as sums over partitions of each window and topic. Such sums
leave out "authors": distinct authors of partitions cannot be added up.

Exit codes: 0 equal, 1 different, 2 usage.

Examples:
  yuqing verify live/windows.jsonl results
  yuqing verify monday/windows.jsonl tuesday/windows.jsonl)";

struct Side {
  std::string name;
  std::filesystem::path path;
  WindowTable table;
};

Side read_side(std::string name, const std::filesystem::path& given, std::string_view file) {
  std::filesystem::path path = given;
  if (std::filesystem::is_directory(given)) {
    path = given / file;
    path = std::filesystem::exists(path) ? path : given / "windows.jsonl";
  }
  Side side{.name = std::move(name), .path = path, .table = read_window_table(path)};
  if (side.table.rows.empty()) {
    throw ConfigError(path.string() + ": holds no rows of windows; give what a job has written");
  }
  if (side.table.torn) {
    fmt::print(stderr, "{}: its last line is half written and left out\n", path.string());
  }
  return side;
}

std::string place_of(const WindowKey& key) {
  const std::string partition =
      key.partition < 0 ? "" : fmt::format(", {}[{}]", key.source, key.partition);
  return fmt::format("window {}, topic {}{}", key.start, key.topic, partition);
}

// What differs so far; tells of the first.
class Differences {
 public:
  void add(const WindowKey& key, const std::string& what) {
    if (count_++ == 0) {
      fmt::print("first difference: {}: {}\n", place_of(key), what);
    }
  }
  std::size_t count() const { return count_; }

 private:
  std::size_t count_ = 0;
};

// Walks through both tables in the order of their keys.
std::size_t compare(const Side& live, const Side& replay, bool what_adds_up) {
  Differences found;
  auto left = live.table.rows.begin();
  auto right = replay.table.rows.begin();
  while (left != live.table.rows.end() || right != replay.table.rows.end()) {
    const bool left_only = right == replay.table.rows.end() ||
                           (left != live.table.rows.end() && left->first < right->first);
    const bool right_only =
        !left_only && (left == live.table.rows.end() || right->first < left->first);
    if (left_only || right_only) {
      const Side& side = left_only ? live : replay;
      auto& row = left_only ? left : right;
      found.add(row->first, fmt::format("only {} has it", side.name));
      ++row;
      continue;
    }
    if (const auto differs = difference(left->second, right->second, what_adds_up)) {
      found.add(left->first, fmt::format("{} is {} in {} and {} in {}", differs->name,
                                         differs->first, live.name, differs->second, replay.name));
    }
    ++left;
    ++right;
  }
  return found.count();
}

void verify(const std::string& live_path, const std::string& replay_path) {
  Side live = read_side("LIVE", live_path, "partitions.jsonl");
  Side replay = read_side("REPLAY", replay_path, "partitions.jsonl");
  const bool sums = live.table.partitioned != replay.table.partitioned;
  if (sums) {
    for (Side* side : {&live, &replay}) {
      if (side->table.partitioned) {
        side->table = merged(side->table);
      }
    }
    fmt::print("comparing sums over partitions; authors cannot be compared so\n");
  }
  const std::size_t rows = std::max(live.table.rows.size(), replay.table.rows.size());
  const std::size_t differences = compare(live, replay, sums);
  if (differences > 0) {
    throw std::runtime_error(fmt::format("{} of {} rows differ between {} and {}", differences,
                                         rows, live.path.string(), replay.path.string()));
  }
  fmt::print("{} rows, equal\n", rows);
}

}  // namespace

void add_verify(CLI::App& app) {
  CLI::App* const verb =
      app.add_subcommand("verify", "Compare the windows of a live run with those of a replay");
  verb->add_option("LIVE", "File of windows, or folder of results")->required();
  verb->add_option("REPLAY", "File of windows, or folder of results")->required();
  verb->footer(std::string(kExamples));
  verb->callback([verb] { verify(option_text(*verb, "LIVE"), option_text(*verb, "REPLAY")); });
}

}  // namespace yuqing
