// See replay_state.h.
#include "commands/replay_state.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>
#include <fstream>
#include <iterator>

#include "pipeline/durable_file.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

// Everything that a replay writes but the key of ids, which belongs to the folder.
constexpr std::array<std::string_view, 8> kResults = {
    "windows.jsonl", "windows.csv", "partitions.jsonl", "dead_letters.jsonl",
    "posts.csv",     "report.html", "report.md",        "summary.json"};

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string fingerprint(const std::vector<std::filesystem::path>& files, const Scoring& scoring,
                        const Windowing& windowing) {
  const std::int64_t lateness = windowing.lateness ? windowing.lateness->count() : -1;
  std::string text = fmt::format(
      "yuqing {}\nscoring {:016x}\nwindow {} lateness {} ids {} retractable {} analytics {}\n",
      YUQING_VERSION, scoring.hash, windowing.size.count(), lateness, windowing.ids,
      windowing.retractable, windowing.analytics);
  for (const std::filesystem::path& file : files) {
    const auto written = std::filesystem::last_write_time(file).time_since_epoch().count();
    text += fmt::format("{} {} {}\n", file.string(), std::filesystem::file_size(file), written);
  }
  return text;
}

std::filesystem::path prepare_state(const std::filesystem::path& results,
                                    const std::string& fingerprint, GoOn go_on) {
  std::filesystem::path state = results / ".replay";
  const std::filesystem::path mark = state / "fingerprint";
  const bool same = content_of(mark) == fingerprint;
  if (same && go_on != GoOn::never) {
    spdlog::info("going on with the replay that was interrupted");
    return state;
  }
  if (go_on == GoOn::always) {
    throw ConfigError(
        std::filesystem::exists(mark)
            ? "--resume: the replay that was interrupted in " + results.string() +
                  " read other inputs or counted otherwise; give its command again, or --restart "
                  "to begin anew"
            : "--resume: no interrupted replay in " + results.string() +
                  "; leave --resume out to begin one");
  }
  std::filesystem::remove_all(state);
  std::filesystem::create_directories(state);
  for (const std::string_view old : kResults) {
    std::filesystem::remove(results / old);
  }
  replace_file(mark, fingerprint);
  return state;
}

}  // namespace yuqing
