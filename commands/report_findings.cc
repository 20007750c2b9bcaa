// Bursts with their causes, hashtags and rising terms, examples.
#include <algorithm>
#include <cmath>

#include "commands/report_sections.h"

namespace yuqing {
namespace {

std::string expected_text(const Burst& burst) {
  return number_text(static_cast<std::uint64_t>(std::llround(burst.expected_posts())));
}

std::string end_text(const Burst& burst, const ReportTexts& texts) {
  const std::string end = minute_text(burst.range.end_ms);
  return burst.is_open ? filled(texts.goes_on, end) : end;
}

void add_list(Document& document, const ReportInput& input, const ReportTexts& texts) {
  Table table{.columns = {{std::string(texts.burst), Column::Kind::number},
                          {std::string(texts.topic)},
                          {std::string(texts.begin), Column::Kind::time},
                          {std::string(texts.peak), Column::Kind::time},
                          {std::string(texts.end), Column::Kind::time},
                          {std::string(texts.in_burst), Column::Kind::number},
                          {std::string(texts.expected), Column::Kind::number},
                          {std::string(texts.severity), Column::Kind::number}},
              .rows = {}};
  for (std::size_t i = 0; i < input.bursts.shown.size(); i++) {
    const Burst& burst = input.bursts.shown[i];
    table.rows.push_back({{std::to_string(i + 1), fmt::format("#burst-{}", i + 1)},
                          {topic_text(series_of(burst.tag, input.timeline), input), {}},
                          {minute_text(burst.range.begin_ms), {}},
                          {minute_text(burst.peak_ms), {}},
                          {end_text(burst, texts), {}},
                          {number_text(burst.posts), {}},
                          {expected_text(burst), {}},
                          {fmt::format("{:.1f}", burst.severity), {}}});
  }
  document.table(std::move(table));
}

void add_burst(Document& document, const ReportInput& input, std::size_t number) {
  const ReportTexts& texts = report_texts(input.language);
  const Burst& burst = input.bursts.shown[number];
  const Cause cause = input.causes.cause(number + 1);
  document.topic(filled(texts.burst_heading, number + 1,
                        topic_text(series_of(burst.tag, input.timeline), input),
                        minute_text(burst.range.begin_ms), minute_text(burst.range.end_ms)),
                 fmt::format("burst-{}", number + 1));
  document.text(filled(texts.burst_text, number_text(burst.posts), expected_text(burst),
                       width_text(burst.width_ms, texts), minute_text(burst.peak_ms),
                       number_text(burst.peak_posts), width_text(input.timeline.window_ms, texts),
                       fmt::format("{:.1f}", burst.severity),
                       number_text(input.burst_authors[number])));
  const auto net = [&](const Opinions& opinions) {
    return interval_text(net_sentiment_all(opinions), opinions.total(), texts);
  };
  std::string text =
      filled(texts.burst_net, net(burst.base_opinions), net(burst.opinions)) + " " +
      filled(texts.burst_copies, share_text(cause.copied_before), share_text(cause.copied_now));
  if (cause.opposed_before.whole + cause.opposed_now.whole > 0) {
    text += ' ';
    text += filled(texts.burst_opposed, share_text(cause.opposed_before),
                   share_text(cause.opposed_now));
  }
  document.text(std::move(text));
  Table risen = risen_table(cause, texts, {std::string(texts.now_count), Column::Kind::number},
                            {std::string(texts.before_count), Column::Kind::number});
  if (risen.rows.empty()) {
    document.note(std::string(texts.nothing_rose));
  } else {
    document.table(std::move(risen));
  }
  if (cause.lost > 0) {
    document.note(filled(texts.lost_note, cause.lost));
  }
}

void add_most_hashtags(Document& document, const Cause& cause, const ReportTexts& texts) {
  const std::uint64_t all = cause.now + cause.before;
  document.topic(filled(texts.most_hashtags, number_text(all)));
  Table table{.columns = {{std::string(texts.hashtag)},
                          {std::string(texts.posts), Column::Kind::number},
                          {std::string(texts.posts_share), Column::Kind::number}},
              .rows = {}};
  for (const Rise& hashtag : cause.most_hashtags) {
    const std::uint64_t count = hashtag.now + hashtag.before;
    table.rows.push_back(
        {{hashtag.text, {}}, {number_text(count), {}}, {percent_text(count, all), {}}});
  }
  if (table.rows.empty()) {
    document.note(std::string(texts.no_hashtags));
  } else {
    document.table(std::move(table));
  }
}

}  // namespace

void add_bursts(Document& document, const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  document.section("bursts", std::string(texts.bursts_title));
  if (!input.bursts.is_long_enough) {
    document.text(std::string(texts.bursts_short));
    return;
  }
  document.note(std::string(texts.bursts_note));
  if (input.bursts.shown.empty()) {
    document.text(std::string(texts.bursts_none));
    return;
  }
  add_list(document, input, texts);
  if (input.bursts.not_shown > 0) {
    document.note(filled(texts.bursts_more, input.bursts.not_shown));
  }
  document.note(
      std::string(input.are_names_raw ? texts.accounts_note_raw : texts.accounts_note_hashed));
  for (std::size_t i = 0; i < input.bursts.shown.size(); i++) {
    add_burst(document, input, i);
  }
}

void add_words(Document& document, const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  const Cause cause = input.causes.cause(0);
  document.section("words", std::string(texts.words_title));
  add_most_hashtags(document, cause, texts);
  document.topic(std::string(texts.rising));
  document.note(filled(texts.rising_note, minute_text(input.later.begin_ms), number_text(cause.now),
                       number_text(cause.before)));
  Table risen = risen_table(cause, texts, {std::string(texts.later_count), Column::Kind::number},
                            {std::string(texts.before_count), Column::Kind::number});
  if (risen.rows.empty()) {
    document.note(std::string(texts.no_rising));
  } else {
    document.table(std::move(risen));
  }
  if (cause.lost > 0) {
    document.note(filled(texts.lost_note, cause.lost));
  }
}

void add_examples(Document& document, const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  document.section("examples", std::string(texts.examples_title));
  document.note(
      std::string(input.are_names_raw ? texts.examples_note_raw : texts.examples_note_hashed));
  Table table{.columns = {{std::string(texts.topic)},
                          {std::string(texts.sentiment)},
                          {std::string(texts.examples)},
                          {std::string(texts.of_posts), Column::Kind::number}},
              .rows = {}};
  const std::array<std::string_view, kSentiments> names = {texts.negative, texts.neutral,
                                                           texts.positive};
  for (const Series& series : input.timeline.series) {
    for (std::size_t i = 0; i < kSentiments && !series.is_entity(); i++) {
      for (const Example& example : input.examples.of(series.tag, static_cast<Sentiment>(i))) {
        table.rows.push_back({{topic_text(series, input), {}},
                              {std::string(names[i]), {}},
                              {example.name, example.url},
                              {number_text(series.sum.posts[i]), {}}});
      }
    }
  }
  document.table(std::move(table));
}

}  // namespace yuqing
