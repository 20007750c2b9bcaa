// See metrics_page.h.
#include "pipeline/metrics_page.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <stdexcept>

#include "pipeline/metrics_catalogue.h"

namespace yuqing {

using prometheus::MetricType;

MetricsPage::MetricsPage() {
  for (const MetricRow& row : metric_catalogue()) {
    places_.emplace(row.name, families_.size());
    prometheus::MetricFamily family;
    family.name = row.name;
    family.help = row.help;
    family.type = row.type == "counter"     ? MetricType::Counter
                  : row.type == "histogram" ? MetricType::Histogram
                                            : MetricType::Gauge;
    families_.push_back(std::move(family));
    left_for_account_ += row.is_of_topics() ? 1 : 0;
  }
}

void MetricsPage::set(std::string_view name, double value, const Labels& labels) {
  prometheus::ClientMetric metric;
  metric.counter.value = value;  // only the one of the family's type is shown
  metric.gauge.value = value;
  set(name, std::move(metric), labels);
}

void MetricsPage::set(std::string_view name, prometheus::ClientMetric metric,
                      const Labels& labels) {
  const auto found = places_.find(name);
  if (found == places_.end()) {
    throw std::logic_error("not in the catalogue of metrics: " + std::string(name));
  }
  if (leaves_out_) {
    left_out_[found->first]++;
    return;
  }
  for (const auto& [label, value] : labels) {
    metric.label.push_back({std::string(label), std::string(value)});
  }
  const std::size_t buckets = metric.histogram.bucket.size();
  series_ += buckets == 0 ? 1 : buckets + 2;
  families_[found->second].metric.push_back(std::move(metric));
}

void MetricsPage::begin_topic() {
  is_full_ = is_full_ || series_ + largest_ + left_for_account_ > kMostSeries;
  leaves_out_ = is_full_;
  begin_ = series_;
}

void MetricsPage::end_topic() {
  largest_ = std::max(largest_, series_ - begin_);
  leaves_out_ = false;
}

std::string MetricsPage::text() const {
  return prometheus::TextSerializer().Serialize(families_);
}

}  // namespace yuqing
