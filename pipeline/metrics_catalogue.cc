// See metrics_catalogue.h.
#include "pipeline/metrics_catalogue.h"

#include <array>
#include <stdexcept>
#include <string_view>

#include "pipeline/embedded.h"

namespace yuqing {
namespace {

// Takes what stands before a separator off the front.
std::string_view taken(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return piece;
}

std::vector<MetricRow> read(std::string_view table) {
  std::vector<MetricRow> rows;
  taken(table, '\n');  // name, type, labels, unit, shown, help
  while (!table.empty()) {
    std::string_view line = taken(table, '\n');
    std::array<std::string_view, 6> cells;
    for (std::string_view& cell : cells) {
      cell = taken(line, '\t');
    }
    if (cells[0].empty() || cells[5].empty()) {
      throw std::logic_error("schemas/metrics.tsv: a row without a name or help");
    }
    rows.push_back({.name = std::string(cells[0]),
                    .type = std::string(cells[1]),
                    .labels = std::string(cells[2]),
                    .help = std::string(cells[5])});
  }
  return rows;
}

}  // namespace

const std::vector<MetricRow>& metric_catalogue() {
  static const std::vector<MetricRow> rows = read(embedded::metrics());
  return rows;
}

}  // namespace yuqing
