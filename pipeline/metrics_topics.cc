// See metrics_topics.h.
#include "pipeline/metrics_topics.h"

#include <array>
#include <limits>

#include "pipeline/cell_series.h"

namespace yuqing {
namespace {

// Fixed slots: no label comes from a post.
constexpr std::array<std::string_view, 10> kRanks = {"1", "2", "3", "4", "5",
                                                     "6", "7", "8", "9", "10"};
constexpr std::size_t kRanksOfTopic = 5;

double seconds(std::int64_t ms) {
  return static_cast<double>(ms) / 1000;
}

// The values of a cell, one for each series.
void set_cell(MetricsPage& page, const std::vector<CellSeries>& series, const Labels& labels,
              const Cell& cell) {
  for (const CellSeries& one : series) {
    Labels all = labels;
    if (!one.label.empty()) {
      all.emplace_back(one.label, one.value);
    }
    page.set(one.family, one.sum(cell), all);
  }
}

void set_burst(MetricsPage& page, const TopicFindings& topic) {
  const Labels labels = {{"topic", topic.id}};
  const LiveBurst* const running = topic.running();
  const Burst burst = running == nullptr ? Burst() : running->burst;
  const std::int64_t windows = running == nullptr ? 1 : burst.width_ms / topic.recent.step_ms;
  page.set("yuqing_topic_burst_active", running == nullptr ? 0.0 : 1.0, labels);
  page.set("yuqing_topic_burst_severity", burst.severity, labels);
  page.set("yuqing_topic_burst_start_timestamp_seconds", seconds(burst.range.begin_ms), labels);
  page.set("yuqing_topic_burst_expected_posts", burst.expected / static_cast<double>(windows),
           labels);
}

void set_shift(MetricsPage& page, const TopicFindings& topic) {
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  const auto set = [&](std::string_view bound, double value) {
    page.set("yuqing_topic_sentiment_shift", topic.shift ? value : kUnknown,
             {{"topic", topic.id}, {"bound", bound}});
  };
  const Interval change = topic.shift ? topic.shift->change : Interval();
  set("estimate", change.value);
  set("low", change.low);
  set("high", change.high);
  page.set("yuqing_topic_sentiment_shift_active",
           topic.shift && topic.shift->is_active() ? 1.0 : 0.0, {{"topic", topic.id}});
}

void set_ranks(MetricsPage& page, const TopicFindings& topic) {
  const std::size_t ranks = topic.tag == kAllPosts ? kRanks.size() : kRanksOfTopic;
  for (std::size_t i = 0; i < ranks; i++) {
    const Labels labels = {{"topic", topic.id}, {"rank", kRanks.at(i)}};
    const bool has_hashtag = i < topic.hashtags.size();
    const bool has_rise = i < topic.rising.size();
    page.set("yuqing_hashtag_posts", std::uint64_t{has_hashtag ? topic.hashtags[i].posts : 0},
             labels);
    page.set("yuqing_rising_term_posts", has_rise ? topic.rising[i].now : 0, labels);
    page.set("yuqing_rising_term_z", has_rise ? topic.rising[i].z : 0, labels);
  }
}

void set_findings(MetricsPage& page, const TopicFindings& topic) {
  const Labels labels = {{"topic", topic.id}};
  set_cell(page, series_of_window(), labels, topic.now);
  page.set("yuqing_window_authors", topic.authors, labels);
  page.set("yuqing_window_texts", topic.texts, labels);
  set_burst(page, topic);
  set_shift(page, topic);
  set_ranks(page, topic);
}

void set_cells(MetricsPage& page, const std::string& name, Tag tag, const Cell& cell) {
  if (tag == kAllPosts) {
    set_cell(page, series_of_all_posts(), {}, cell);
  } else if (is_entity(name)) {
    set_cell(page, series_of_entity(), {{"entity", std::string_view(name).substr(1)}}, cell);
  } else {
    set_cell(page, series_of_topic(), {{"topic", name}}, cell);
  }
}

}  // namespace

void set_totals(MetricsPage& page, const Totals& totals, const Findings& findings) {
  page.set("yuqing_window_start_timestamp_seconds",
           seconds(findings.start_ms == kNoTime ? 0 : findings.start_ms));
  auto found = findings.topics.begin();
  for (std::size_t tag = 0; tag < totals.names.size(); tag++) {
    page.begin_topic();
    set_cells(page, totals.names[tag], static_cast<Tag>(tag), totals.cells[tag]);
    if (found != findings.topics.end() && found->tag == tag) {
      set_findings(page, *found);
      ++found;
    }
    page.end_topic();
  }
}

void set_topic_names(MetricsPage& page, const std::vector<TopicNames>& topics) {
  for (const TopicNames& topic : topics) {
    page.begin_topic();
    page.set("yuqing_topic_info", 1.0,
             {{"topic", topic.id},
              {"name", topic.name},
              {"name_en", topic.name_en},
              {"target", topic.target}});
    page.end_topic();
  }
}

}  // namespace yuqing
