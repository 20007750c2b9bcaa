// What a replay gives to Prometheus and VictoriaMetrics: its windows at their original time.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "pipeline/lanes.h"

namespace yuqing {

struct SeriesWishes {
  std::filesystem::path openmetrics;  // file for promtool; empty: none
  std::string victoria;               // URL of a server; empty: none
  std::string name;                   // label `archive` of every series
};

// --openmetrics, --victoria and --archive-name.
void add_series_options(CLI::App& verb);
// An archive without a name is called like the folder of its results. Throws ConfigError for what
// cannot work, before hours are spent on a replay.
SeriesWishes series_wishes(const CLI::App& verb, const std::filesystem::path& results);

// Throws SinkError; the results of the replay are there all the same.
void write_series(const SeriesWishes& wishes, const Lanes& lanes);

}  // namespace yuqing
