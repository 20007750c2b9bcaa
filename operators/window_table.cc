// See window_table.h.
#include "operators/window_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "operators/json_members.h"
#include "operators/json_rows.h"
#include "operators/lines.h"
#include "operators/whole_number.h"

namespace yuqing {
namespace {

// What tells a row from others, and what sums over partitions do not have.
constexpr std::array<std::string_view, 8> kOfOnePartition = {
    "source", "partition", "version", "final", "scoring", "authors", "authors_error", "texts"};

using Members = std::vector<std::pair<std::string, std::string>>;

void flatten(std::string_view object, const std::string& before, Members& into) {
  JsonMembers members(object);
  while (const std::optional<JsonMember> member = members.next()) {
    const std::string name = before + std::string(member->name);
    if (member->value.starts_with('{')) {
      flatten(member->value, name + ".", into);
    } else {
      into.emplace_back(name, member->value);
    }
  }
}

Members members_of(std::string_view row) {
  Members found;
  flatten(row, "", found);
  return found;
}

bool adds_up(std::string_view name) {
  return std::ranges::find(kOfOnePartition, name.substr(0, name.find('.'))) ==
         kOfOnePartition.end();
}

// What decides which of two rows of a window is newer.
struct Age {
  std::int64_t version = 0;
  bool final = false;

  bool operator<(const Age& other) const {
    return std::tie(version, final) < std::tie(other.version, other.final);
  }
};

struct Row {
  WindowKey key;
  Age age;
  bool sound = false;
};

Row row_of(std::string_view line) {
  Row row;
  JsonMembers members(line);
  while (const std::optional<JsonMember> member = members.next()) {
    const auto [name, value] = *member;
    if (name == "start") {
      row.key.start = json_text(value).value_or("");
    } else if (name == "topic") {
      row.key.topic = json_text(value).value_or("");
    } else if (name == "source") {
      row.key.source = json_text(value).value_or("");
    } else if (name == "partition") {
      row.key.partition = number_of<std::int64_t>(value).value_or(-1);
    } else if (name == "version") {
      row.age.version = number_of<std::int64_t>(value).value_or(0);
    } else if (name == "final") {
      row.age.final = value == "true";
    }
  }
  row.sound = members.sound() && !row.key.start.empty() && !row.key.topic.empty();
  return row;
}

// Adds the numbers of a row to those of a sum; texts are taken as they are.
void add(Members& sum, const Members& row) {
  for (const auto& [name, value] : row) {
    if (!adds_up(name)) {
      continue;
    }
    const auto found = std::ranges::find(sum, name, &Members::value_type::first);
    const std::optional<std::int64_t> number = number_of<std::int64_t>(value);
    if (found == sum.end()) {
      sum.emplace_back(name, value);
    } else if (number) {
      found->second = std::to_string(number_of<std::int64_t>(found->second).value_or(0) + *number);
    }
  }
}

std::string written(const Members& members) {
  std::string row = "{";
  for (const auto& [name, value] : members) {
    row += fmt::format("{}\"{}\":{}", row.size() == 1 ? "" : ",", name, value);
  }
  return row + "}";
}

}  // namespace

WindowTable read_window_table(const std::filesystem::path& path) {
  WindowTable table;
  std::map<WindowKey, Age> ages;
  LineReader lines(path);
  while (const std::optional<std::string_view> line = lines.next()) {
    if (table.torn) {
      lines.fail("the line before is no row of windows; give a windows.jsonl");
    }
    const Row row = row_of(*line);
    if (!row.sound) {
      table.torn = true;
      continue;
    }
    table.partitioned = table.partitioned || row.key.partition >= 0;
    const auto [age, is_new] = ages.try_emplace(row.key, row.age);
    // Rows of one age are equal, whoever wrote them.
    if (is_new || !(row.age < age->second)) {
      age->second = row.age;
      table.rows[row.key] = *line;
    }
  }
  return table;
}

WindowTable merged(const WindowTable& table) {
  std::map<WindowKey, Members> sums;
  for (const auto& [key, row] : table.rows) {
    add(sums[{.start = key.start, .topic = key.topic, .source = "", .partition = -1}],
        members_of(row));
  }
  WindowTable found{.rows = {}, .partitioned = false, .torn = table.torn};
  for (const auto& [key, sum] : sums) {
    found.rows.emplace(key, written(sum));
  }
  return found;
}

std::optional<MemberDifference> difference(const std::string& first, const std::string& second,
                                           bool what_adds_up) {
  if (first == second) {
    return std::nullopt;
  }
  const Members left = members_of(first);
  Members right = members_of(second);
  for (const auto& [name, value] : left) {
    if (what_adds_up && !adds_up(name)) {
      continue;
    }
    const auto found = std::ranges::find(right, name, &Members::value_type::first);
    if (found == right.end() || found->second != value) {
      return MemberDifference{name, value, found == right.end() ? "nothing" : found->second};
    }
    right.erase(found);
  }
  for (const auto& [name, value] : right) {
    if (std::ranges::find(left, name, &Members::value_type::first) == left.end() &&
        (!what_adds_up || adds_up(name))) {
      return MemberDifference{name, "nothing", value};
    }
  }
  return std::nullopt;
}

}  // namespace yuqing
