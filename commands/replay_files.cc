// See replay_files.h.
#include "commands/replay_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>

#include "operators/json_rows.h"

namespace yuqing {
namespace {

constexpr std::size_t kMostTold = 10;  // of a file and a reason

using Counts = std::array<std::uint64_t, kVerdicts>;

std::string_view mend_of(Verdict reason) {
  switch (reason) {
    case Verdict::too_large:
      return "longer than [parse] max_record, or its text than max_text; raise the limit if it is "
             "sound";
    case Verdict::not_utf8:
      return "holds bytes that are no UTF-8; convert the file, or write it anew";
    case Verdict::not_json:
      return "is not one complete JSON value; look at the line, it may be cut off";
    case Verdict::too_deep:
      return "has more brackets inside brackets than [parse] max_depth";
    case Verdict::unknown_format:
      return "is in no format of posts that is known; see docs/formats.md";
    case Verdict::bad_id:
      return "has no id, or one that is none; spreadsheets damage long numbers";
    case Verdict::bad_time:
      return "has no time, or one that cannot be read";
    case Verdict::time_range:
      return "has a time at which it cannot have been written";
    case Verdict::bad_text:
      return "has no text, or one that is no string";
    case Verdict::bad_row:
      return "is no row of CSV: text behind a closing quote, or a quote that is not closed";
    default:
      return "cannot be read as a post";
  }
}

// The value behind a key of a row that append_json() wrote; its strings here hold no escapes.
std::string_view value_of(std::string_view row, std::string_view key) {
  const std::size_t found = row.find(key);
  if (found == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = row.substr(found + key.size());
  return rest.substr(0, rest.find_first_of(",\"}"));
}

// By the number of the file. Dead letters of a topic's segments bear the topic's name instead.
std::vector<Counts> rejected(const std::filesystem::path& dead_letters,
                             const std::vector<FileReport>& files) {
  std::vector<Counts> found(files.size());
  std::string begin;
  std::ifstream in(dead_letters, std::ios::binary);
  std::string row;
  while (std::getline(in, row)) {
    const std::string_view number = value_of(row, "\"partition\":");
    const std::string_view reason = value_of(row, "\"reason\":\"");
    std::size_t file = SIZE_MAX;
    std::from_chars(number.data(), number.data() + number.size(), file);
    if (file >= files.size()) {
      continue;
    }
    begin = R"({"source":)";
    append_json_string(begin, files[file].name);
    const auto* const name = std::ranges::find(kVerdictNames, reason);
    if (row.starts_with(begin) && name != kVerdictNames.end()) {
      found[file][static_cast<std::size_t>(name - kVerdictNames.begin())]++;
    }
  }
  return found;
}

std::string json_of(const FileReport& file, const Counts& counts) {
  std::string out = R"({"file":)";
  append_json_string(out, file.path);
  out += fmt::format(R"(,"content":"{}","encoding":"{}","bytes":{},"records":{},"rejected":{{)",
                     file.content, file.encoding, file.bytes, file.records);
  const std::size_t empty = out.size();
  for (std::size_t i = 0; i < kVerdicts; i++) {
    if (counts[i] > 0) {
      out +=
          fmt::format(R"({}"{}":{})", out.size() == empty ? "" : ",", kVerdictNames[i], counts[i]);
    }
  }
  out += "},\"damage\":";
  if (file.damage.empty()) {
    out += "null";
  } else {
    append_json_string(out, file.damage);
  }
  return out + '}';
}

}  // namespace

void RejectTeller::tell(const FileReport& file, std::int64_t number, std::int64_t line,
                        Verdict reason) {
  const std::size_t count = ++told_[{number, reason}];
  if (count > kMostTold + 1) {
    return;
  }
  const std::string name = fmt::format("{}:{}: {}: ", file.path, line + 1, name_of(reason));
  const std::string_view what =
      count > kMostTold ? "and perhaps more of them, see dead_letters.jsonl" : mend_of(reason);
  // A line of progress may stand on the terminal.
  const char* const clear = isatty(STDERR_FILENO) != 0 ? "\r\033[K" : "";
  fmt::print(stderr, "{}{}{}\n", clear, name, what);
}

std::string files_json(const ReplaySource& source, const std::filesystem::path& dead_letters) {
  const std::vector<FileReport> files = source.files();
  const std::vector<Counts> counts = rejected(dead_letters, files);
  std::string list;
  for (std::size_t i = 0; i < files.size(); i++) {
    list += list.empty() ? "" : ",\n  ";
    list += json_of(files[i], counts[i]);
  }
  return "[" + list + "]";
}

}  // namespace yuqing
