// See report_sections.h: what the parts share, and the order that they stand in.
#include "commands/report_sections.h"

#include <algorithm>

namespace yuqing {

Document make_report(const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  Document document{.language = std::string(texts.html),
                    .title = std::string(texts.title),
                    .contents = std::string(texts.contents),
                    .blocks = {}};
  if (input.timeline.series.empty()) {
    document.text(std::string(texts.nothing_counted));
    add_what_was_read(document, input);
    return document;
  }
  document.text(filled(texts.intro, number_text(input.timeline.series.front().sum.total()),
                       minute_text(input.timeline.range.begin_ms),
                       minute_text(input.timeline.range.end_ms), YUQING_VERSION));
  add_charts(document, input);
  add_bursts(document, input);
  add_topics(document, input);
  add_entities(document, input);
  add_words(document, input);
  add_examples(document, input);
  add_what_was_read(document, input);
  document.section("method", std::string(texts.method_title));
  document.text(std::string(texts.method));
  return document;
}

std::string percent_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) {
    return "-";
  }
  const std::uint64_t thousandths = (part * 1000 + whole / 2) / whole;
  return fmt::format("{}.{} %", thousandths / 10, thousandths % 10);
}

std::string share_text(const Share& share) {
  return fmt::format("{} ({} / {})", percent_text(share.part, share.whole), number_text(share.part),
                     number_text(share.whole));
}

std::string interval_text(const std::optional<Interval>& interval, std::uint64_t n,
                          const ReportTexts& texts) {
  if (!interval) {
    return filled(texts.too_small, n);
  }
  // Adding 0 makes 0 of -0.
  const auto rounded = [](double share) {
    return fmt::format("{:.1f}", std::abs(share) < 0.0005 ? 0.0 : 100 * share);
  };
  return fmt::format("{} [{}, {}]", rounded(interval->value), rounded(interval->low),
                     rounded(interval->high));
}

std::string width_text(std::int64_t width_ms, const ReportTexts& texts) {
  constexpr std::int64_t kMinute = 60'000;
  constexpr std::int64_t kHour = 60 * kMinute;
  constexpr std::int64_t kDay = 24 * kHour;
  if (width_ms % kDay == 0) {
    return filled(texts.days, width_ms / kDay);
  }
  if (width_ms % kHour == 0) {
    return filled(texts.hours, width_ms / kHour);
  }
  return width_ms % kMinute == 0 ? filled(texts.minutes, width_ms / kMinute)
                                 : fmt::format("{} s", width_ms / 1000);
}

std::string topic_text(const Series& series, const ReportInput& input) {
  if (series.tag == kAllPosts) {
    return std::string(report_texts(input.language).all_posts);
  }
  const auto named = std::ranges::find(input.names, series.id, &TopicNames::id);
  if (named == input.names.end()) {
    return series.is_entity() ? series.id.substr(1) : series.id;
  }
  const std::string& name = input.language == Language::zh ? named->name : named->name_en;
  return name.empty() ? series.id : name;
}

const Series& series_of(Tag tag, const Timeline& timeline) {
  return *std::ranges::find(timeline.series, tag, &Series::tag);
}

Table risen_table(const Cause& cause, const ReportTexts& texts, const Column& now,
                  const Column& before) {
  Table table{.columns = {{std::string(texts.rose)},
                          {std::string(texts.rose_kind)},
                          now,
                          before,
                          {std::string(texts.z_score), Column::Kind::number}},
              .rows = {}};
  const auto add = [&](const std::vector<Rise>& risen, std::string_view kind) {
    for (const Rise& one : risen) {
      table.rows.push_back({{one.text, {}},
                            {std::string(kind), {}},
                            {share_text({.part = one.now, .whole = cause.now}), {}},
                            {share_text({.part = one.before, .whole = cause.before}), {}},
                            {fmt::format("{:.1f}", one.z), {}}});
    }
  };
  add(cause.hashtags, texts.hashtag);
  add(cause.terms, texts.term);
  add(cause.accounts, texts.account);
  return table;
}

}  // namespace yuqing
