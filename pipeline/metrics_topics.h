// What posts say, as metrics: totals of all time, the newest complete window, and what was found in
// it. Topics and entities come in the order of their tags.
#pragma once

#include <vector>

#include "pipeline/findings.h"
#include "pipeline/metrics.h"
#include "pipeline/metrics_page.h"

namespace yuqing {

// Sums over all lanes and all time.
struct Totals {
  std::vector<std::string> names;  // by tag
  std::vector<Cell> cells;         // by tag
};

void set_totals(MetricsPage& page, const Totals& totals, const Findings& findings);

// What the topics are called.
void set_topic_names(MetricsPage& page, const std::vector<TopicNames>& topics);

}  // namespace yuqing
