// The catalogue of metrics, schemas/metrics.tsv, which docs and dashboards read too.
#pragma once

#include <string>
#include <vector>

namespace yuqing {

struct MetricRow {
  std::string name;
  std::string type;    // counter, gauge or histogram
  std::string labels;  // separated by commas
  std::string help;

  // It has series for each topic or entity.
  bool is_of_topics() const { return labels.starts_with("topic") || labels.starts_with("entity"); }
};

// The rows in the order of the file. It is part of the binary, so a mistake in it is a broken
// program: std::logic_error.
const std::vector<MetricRow>& metric_catalogue();

}  // namespace yuqing
