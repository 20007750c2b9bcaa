// See replay_series.h.
#include "commands/replay_series.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "commands/commands.h"
#include "operators/event_series.h"
#include "operators/utf8.h"
#include "operators/victoria.h"
#include "pipeline/durable_file.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

// One bad byte in a label would cost all of an archive.
bool is_label_value(std::string_view text) {
  while (!text.empty()) {
    const Decoded character = decoded(text);
    const bool broken = character.code == 0xFFFD && character.size == 1;
    if (broken || character.code < 0x20 || character.code == 0x7F) {
      return false;
    }
    text.remove_prefix(character.size);
  }
  return true;
}

std::string name_of_folder(const std::filesystem::path& folder) {
  const std::filesystem::path whole = std::filesystem::absolute(folder).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

// A reader sees the whole file or none.
void write_openmetrics(const std::filesystem::path& path, const SeriesWishes& wishes,
                       const Lanes& lanes) {
  const std::filesystem::path temporary = path.string() + ".tmp";
  std::filesystem::remove(temporary);
  {
    AppendFile file(temporary);
    write_event_series(lanes, wishes.name, SeriesFormat::openmetrics,
                       [&file](std::string_view lines) { file.append(lines); });
  }
  std::filesystem::rename(temporary, path);
}

void send_to_victoria(const SeriesWishes& wishes, const Lanes& lanes) {
  Victoria server(wishes.victoria);
  write_event_series(lanes, wishes.name, SeriesFormat::bare,
                     [&server](std::string_view lines) { server.import_lines(lines); });
  server.reset_cache();
}

}  // namespace

void add_series_options(CLI::App& verb) {
  verb.add_option("--openmetrics",
                  "File for `promtool tsdb create-blocks-from openmetrics`; see deploy/archive");
  verb.add_option("--victoria", "URL of a VictoriaMetrics that gets the windows as time series");
  verb.add_option("--archive-name",
                  "Label `archive` of all series; the name of the folder of --out by default");
}

SeriesWishes series_wishes(const CLI::App& verb, const std::filesystem::path& results) {
  SeriesWishes wishes = {.openmetrics = option_text(verb, "--openmetrics"),
                         .victoria = option_text(verb, "--victoria"),
                         .name = option_text(verb, "--archive-name")};
  if (wishes.name.empty()) {
    wishes.name = name_of_folder(results);
  }
  if (!is_label_value(wishes.name)) {
    throw ConfigError("--archive-name: no UTF-8, or with control characters; give another name");
  }
  if (!wishes.victoria.empty()) {
    const Victoria understood(wishes.victoria);
  }
  return wishes;
}

void write_series(const SeriesWishes& wishes, const Lanes& lanes) {
  if (!wishes.openmetrics.empty()) {
    write_openmetrics(wishes.openmetrics, wishes, lanes);
  }
  if (!wishes.victoria.empty()) {
    try {
      send_to_victoria(wishes, lanes);
    } catch (const SinkError& error) {
      throw SinkError(
          fmt::format("{}\nThe windows are written; the same command goes on from here without "
                      "counting again",
                      error.what()));
    }
  }
}

}  // namespace yuqing
