// What a cell is in time series: the families that posts fill, their labels and their values.
//
// The live metrics and the series of an archive are made from the same lists, so one expression
// reads both.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/window.h"

namespace yuqing {

struct CellSeries {
  std::string_view family;  // a name of the catalogue
  std::string_view label;   // what tells the series of a family apart; empty where there is one
  std::string_view value;
  std::uint64_t (*sum)(const Cell& cell) = nullptr;
};

const std::vector<CellSeries>& series_of_all_posts();
const std::vector<CellSeries>& series_of_topic();
const std::vector<CellSeries>& series_of_entity();
// Of one window instead of all windows so far: gauges. All posts are the topic "all" here.
const std::vector<CellSeries>& series_of_window();

// The tag of an entity begins with this mark.
constexpr bool is_entity(std::string_view tag) {
  return tag.front() == '$';
}

}  // namespace yuqing
