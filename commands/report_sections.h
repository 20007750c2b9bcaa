// The parts of the report, each a function that adds blocks to a document.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "commands/report_bursts.h"
#include "commands/report_causes.h"
#include "commands/report_document.h"
#include "commands/report_examples.h"
#include "commands/report_texts.h"
#include "operators/source_replay.h"
#include "pipeline/metrics.h"

namespace yuqing {

struct ReportInput {
  Language language = Language::en;
  const Timeline& timeline;
  const Bursts& bursts;
  const std::vector<std::uint64_t>& burst_authors;  // distinct ones, by burst
  Range later;           // what comparison 0 of the causes holds beside what came before it;
  const Causes& causes;  // comparison i + 1 is that of burst i
  const ReportExamples& examples;
  const Counters& counters;
  const std::vector<FileReport>& files;
  const std::vector<TopicNames>& names;
  bool are_names_raw = false;
};

Document make_report(const ReportInput& input);

void add_what_was_read(Document& document, const ReportInput& input);
void add_charts(Document& document, const ReportInput& input);
void add_topics(Document& document, const ReportInput& input);
void add_entities(Document& document, const ReportInput& input);
void add_bursts(Document& document, const ReportInput& input);
void add_words(Document& document, const ReportInput& input);
void add_examples(Document& document, const ReportInput& input);

// A text of ReportTexts with its figures.
template <typename... Args>
std::string filled(std::string_view text, const Args&... args) {
  return fmt::format(fmt::runtime(text), args...);
}

// "12.3 %", of integers; "-" of nothing.
std::string percent_text(std::uint64_t part, std::uint64_t whole);
// "12.3 % (123 / 1,000)"
std::string share_text(const Share& share);
// "12.3 [10.9, 13.7]", in hundredths, or that n is too small.
std::string interval_text(const std::optional<Interval>& interval, std::uint64_t n,
                          const ReportTexts& texts);
// "5 min", "2 h", "1 d"
std::string width_text(std::int64_t width_ms, const ReportTexts& texts);
std::string topic_text(const Series& series, const ReportInput& input);
const Series& series_of(Tag tag, const Timeline& timeline);

// Rows of what rose, by kind.
Table risen_table(const Cause& cause, const ReportTexts& texts, const Column& now,
                  const Column& before);

}  // namespace yuqing
