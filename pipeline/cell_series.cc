// See cell_series.h.
#include "pipeline/cell_series.h"

#include <utility>

namespace yuqing {
namespace {

using Series = std::vector<CellSeries>;

template <auto member>
std::uint64_t sum_of(const Cell& cell) {
  return cell.*member;
}
template <auto member, std::size_t i>
std::uint64_t part_of(const Cell& cell) {
  return (cell.*member)[i];
}

// One series for each part of what posts are told apart by.
template <auto member, std::size_t... parts>
void add_parts(Series& series, std::string_view family, std::string_view label,
               const std::array<std::string_view, sizeof...(parts)>& names,
               std::index_sequence<parts...> /*all*/) {
  (series.push_back(
       {.family = family, .label = label, .value = names[parts], .sum = part_of<member, parts>}),
   ...);
}

template <auto member>
void add_by_sentiment(Series& series, std::string_view family) {
  add_parts<member>(series, family, "sentiment", kSentimentNames,
                    std::make_index_sequence<kSentiments>());
}
void add_by_kind(Series& series, std::string_view family) {
  add_parts<&Cell::kinds>(series, family, "kind", kKindNames, std::make_index_sequence<kKinds>());
}
void add_by_emotion(Series& series, std::string_view family) {
  add_parts<&Cell::emotions>(series, family, "emotion", kEmotionNames,
                             std::make_index_sequence<kEmotions>());
}
template <auto member>
void add_one(Series& series, std::string_view family) {
  series.push_back({.family = family, .label = "", .value = "", .sum = sum_of<member>});
}

Series all_posts() {
  Series series;
  add_by_sentiment<&Cell::posts>(series, "yuqing_posts_total");
  add_by_kind(series, "yuqing_kind_posts_total");
  add_one<&Cell::score_positive>(series, "yuqing_score_positive_total");
  add_one<&Cell::score_negative>(series, "yuqing_score_negative_total");
  return series;
}

Series topic() {
  Series series;
  add_by_sentiment<&Cell::posts>(series, "yuqing_topic_posts_total");
  add_by_kind(series, "yuqing_topic_kind_posts_total");
  add_by_emotion(series, "yuqing_topic_emotion_posts_total");
  add_by_sentiment<&Cell::quoted>(series, "yuqing_topic_quoted_posts_total");
  add_one<&Cell::opposed>(series, "yuqing_topic_opposed_posts_total");
  add_one<&Cell::score_positive>(series, "yuqing_topic_score_positive_total");
  add_one<&Cell::score_negative>(series, "yuqing_topic_score_negative_total");
  add_one<&Cell::reach>(series, "yuqing_topic_reach_total");
  return series;
}

Series by_sentiment(std::string_view family) {
  Series series;
  add_by_sentiment<&Cell::posts>(series, family);
  return series;
}

Series window() {
  Series series = by_sentiment("yuqing_window_posts");
  add_by_kind(series, "yuqing_window_kind_posts");
  return series;
}

}  // namespace

const std::vector<CellSeries>& series_of_all_posts() {
  static const Series series = all_posts();
  return series;
}

const std::vector<CellSeries>& series_of_topic() {
  static const Series series = topic();
  return series;
}

const std::vector<CellSeries>& series_of_entity() {
  static const Series series = by_sentiment("yuqing_entity_posts_total");
  return series;
}

const std::vector<CellSeries>& series_of_window() {
  static const Series series = window();
  return series;
}

}  // namespace yuqing
