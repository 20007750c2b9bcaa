// A page of metrics while it is made: families in the order of the catalogue, with the values that
// are set.
//
// It is bounded: a configuration of thousands of topics would drown the server that scrapes it. So
// topics beyond kMostSeries are left out as a whole, and the page tells how many series that are.
#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace yuqing {

inline constexpr std::size_t kMostSeries = 10'000;

using Labels = std::vector<std::pair<std::string_view, std::string_view>>;
// Series that were left out, by family.
using LeftOut = std::map<std::string_view, std::uint64_t>;

class MetricsPage {
 public:
  MetricsPage();

  void set(std::string_view name, double value, const Labels& labels = {});
  void set(std::string_view name, std::uint64_t value, const Labels& labels = {}) {
    set(name, static_cast<double>(value), labels);
  }
  void set(std::string_view name, prometheus::ClientMetric metric, const Labels& labels);

  // What is set in between is of one topic or entity. It is left out, and so are all that follow,
  // if as many series as the largest one so far has would not fit any more.
  void begin_topic();
  void end_topic();

  std::size_t series() const { return series_; }
  const LeftOut& left_out() const { return left_out_; }
  std::string text() const;

 private:
  std::vector<prometheus::MetricFamily> families_;
  std::unordered_map<std::string_view, std::size_t> places_;  // by name, of the catalogue
  std::size_t series_ = 0;
  std::size_t left_for_account_ = 0;  // series that will tell what was left out, by family
  std::size_t begin_ = 0;             // series_ when the topic began
  std::size_t largest_ = 0;           // series of a topic so far
  bool is_full_ = false;
  bool leaves_out_ = false;  // now
  LeftOut left_out_;
};

}  // namespace yuqing
