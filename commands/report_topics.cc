// Topics: charts over time, share of voice, net sentiment, emotions, spread; and entities.
#include <algorithm>

#include "commands/report_sections.h"

namespace yuqing {
namespace {

constexpr std::int64_t kMostBuckets = 200;
constexpr std::size_t kMostCharts = 24;

bool is_topic(const Series& series) {
  return series.tag != kAllPosts && !series.is_entity();
}

std::vector<const Series*> by_volume(const Timeline& timeline, bool (*wanted)(const Series&)) {
  std::vector<const Series*> found;
  for (const Series& series : timeline.series) {
    if (wanted(series)) {
      found.push_back(&series);
    }
  }
  std::ranges::stable_sort(
      found, [](const Series* a, const Series* b) { return a->sum.total() > b->sum.total(); });
  return found;
}

Chart chart_of(const Series& series, const ReportInput& input, std::int64_t width) {
  const ReportTexts& texts = report_texts(input.language);
  Chart chart{.title = topic_text(series, input),
              .about = {},
              .posts_unit = filled(texts.per_bucket, width_text(width, texts)),
              .positive = std::string(texts.positive_opinions),
              .negative = std::string(texts.negative_opinions),
              .buckets = buckets_of(series.points, input.timeline.range, width),
              .width_ms = width,
              .marks = {}};
  const Point& most = *std::ranges::max_element(chart.buckets, {}, &Point::posts);
  chart.about = filled(texts.chart_about, number_text(series.sum.total()), number_text(most.posts),
                       width_text(width, texts), minute_text(most.start_ms),
                       number_text(series.sum.posts[2]), number_text(series.sum.posts[0]));
  for (std::size_t i = 0; i < input.bursts.shown.size(); i++) {
    if (input.bursts.shown[i].tag == series.tag) {
      chart.marks.push_back({.range = input.bursts.shown[i].range, .label = std::to_string(i + 1)});
    }
  }
  return chart;
}

// A table with a row for all posts and for each topic.
template <typename Row>
void add_table(Document& document, const ReportInput& input, std::vector<Column> columns, Row row) {
  Table table{.columns = std::move(columns), .rows = {}};
  table.rows.push_back(row(input.timeline.series.front()));
  for (const Series* const series : by_volume(input.timeline, is_topic)) {
    table.rows.push_back(row(*series));
  }
  document.table(std::move(table));
}

void add_voice(Document& document, const ReportInput& input, const ReportTexts& texts) {
  const std::uint64_t all = input.timeline.series.front().sum.total();
  std::uint64_t mentions = 0;
  for (const Series* const series : by_volume(input.timeline, is_topic)) {
    mentions += series->sum.total();
  }
  document.note(filled(texts.topics_note, number_text(mentions), number_text(all)));
  add_table(document, input,
            {{std::string(texts.topic)},
             {std::string(texts.posts), Column::Kind::number},
             {std::string(texts.mentions_share), Column::Kind::number},
             {std::string(texts.all_share), Column::Kind::number},
             {std::string(texts.authors), Column::Kind::number},
             {std::string(texts.reach), Column::Kind::number}},
            [&](const Series& series) -> std::vector<Entry> {
              const std::uint64_t posts = series.sum.total();
              return {{topic_text(series, input), {}},
                      {number_text(posts), {}},
                      {is_topic(series) ? percent_text(posts, mentions) : "-", {}},
                      {percent_text(posts, all), {}},
                      {number_text(series.authors.count()), {}},
                      {number_text(series.sum.reach), {}}};
            });
}

std::vector<Column> sentiment_columns(std::string_view what, const ReportTexts& texts) {
  return {{std::string(what)},
          {std::string(texts.opinions), Column::Kind::number},
          {std::string(texts.negative), Column::Kind::number},
          {std::string(texts.neutral), Column::Kind::number},
          {std::string(texts.positive), Column::Kind::number},
          {std::string(texts.net_all), Column::Kind::number},
          {std::string(texts.net_rate), Column::Kind::number}};
}

std::vector<Entry> sentiment_row(const Series& series, const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  const Opinions opinions = series.opinions();
  return {
      {topic_text(series, input), {}},
      {number_text(opinions.total()), {}},
      {number_text(opinions.negative), {}},
      {number_text(opinions.neutral), {}},
      {number_text(opinions.positive), {}},
      {interval_text(net_sentiment_all(opinions), opinions.total(), texts), {}},
      {interval_text(net_sentiment_rate(opinions), opinions.positive + opinions.negative, texts),
       {}}};
}

void add_emotions(Document& document, const ReportInput& input, const ReportTexts& texts) {
  std::vector<Column> columns = {{std::string(texts.topic)},
                                 {std::string(texts.opinions), Column::Kind::number}};
  for (const std::string_view emotion : texts.emotions) {
    columns.push_back({std::string(emotion), Column::Kind::number});
  }
  document.topic(std::string(texts.emotions_title));
  document.note(std::string(texts.emotions_note));
  add_table(document, input, std::move(columns), [&](const Series& series) {
    std::vector<Entry> row = {{topic_text(series, input), {}},
                              {number_text(series.sum.opinions()), {}}};
    for (const std::uint64_t count : series.sum.emotions) {
      row.push_back({percent_text(count, series.sum.opinions()), {}});
    }
    return row;
  });
}

void add_spread(Document& document, const ReportInput& input, const ReportTexts& texts) {
  std::vector<Column> columns = {{std::string(texts.topic)},
                                 {std::string(texts.posts), Column::Kind::number}};
  for (const std::string_view kind : texts.kinds) {
    columns.push_back({std::string(kind), Column::Kind::number});
  }
  columns.push_back({std::string(texts.opposed), Column::Kind::number});
  document.topic(std::string(texts.spread_title));
  document.note(std::string(texts.spread_note));
  add_table(document, input, std::move(columns), [&](const Series& series) {
    std::vector<Entry> row = {{topic_text(series, input), {}},
                              {number_text(series.sum.total()), {}}};
    for (const std::uint64_t count : series.sum.kinds) {
      row.push_back({number_text(count), {}});
    }
    const std::uint64_t commented =
        series.sum.kinds[static_cast<std::size_t>(Kind::repost_commented)];
    row.push_back({share_text({.part = series.sum.opposed, .whole = commented}), {}});
    return row;
  });
}

}  // namespace

void add_charts(Document& document, const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  const std::int64_t width = bucket_width(input.timeline, kMostBuckets);
  document.section("time", std::string(texts.time_title));
  document.note(filled(texts.time_note, width_text(width, texts)));
  std::vector<Chart> charts = {chart_of(input.timeline.series.front(), input, width)};
  const std::vector<const Series*> topics = by_volume(input.timeline, is_topic);
  for (std::size_t i = 0; i < std::min(topics.size(), kMostCharts); i++) {
    charts.push_back(chart_of(*topics[i], input, width));
  }
  document.charts(std::move(charts));
  if (topics.size() > kMostCharts) {
    document.note(filled(texts.charts_more, topics.size() - kMostCharts));
  }
}

void add_topics(Document& document, const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  document.section("topics", std::string(texts.topics_title));
  add_voice(document, input, texts);
  document.section("sentiment", std::string(texts.net_title));
  document.note(std::string(texts.net_note));
  add_table(document, input, sentiment_columns(texts.topic, texts),
            [&](const Series& series) { return sentiment_row(series, input); });
  add_emotions(document, input, texts);
  add_spread(document, input, texts);
}

void add_entities(Document& document, const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  const std::vector<const Series*> entities =
      by_volume(input.timeline, [](const Series& series) { return series.is_entity(); });
  if (entities.empty()) {
    return;
  }
  document.section("entities", std::string(texts.entities_title));
  document.note(std::string(texts.entities_note));
  Table table{.columns = sentiment_columns(texts.entity, texts), .rows = {}};
  table.rows.reserve(entities.size());
  for (const Series* const series : entities) {
    table.rows.push_back(sentiment_row(*series, input));
  }
  document.table(std::move(table));
}

}  // namespace yuqing
