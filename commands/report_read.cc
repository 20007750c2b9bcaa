// What was read and what not: outcomes, files, coverage.
#include <algorithm>

#include "commands/report_sections.h"

namespace yuqing {
namespace {

constexpr std::size_t kMostFiles = 50;

void add_outcomes(Document& document, const ReportInput& input, const ReportTexts& texts) {
  Table table{.columns = {{std::string(texts.outcome)},
                          {std::string(texts.records), Column::Kind::number},
                          {std::string(texts.share), Column::Kind::number}},
              .rows = {}};
  const Counters& counters = input.counters;
  const auto add = [&](const std::string& name, std::uint64_t count, bool always) {
    if (always || count > 0) {
      table.rows.push_back(
          {{name, {}}, {number_text(count), {}}, {percent_text(count, counters.consumed), {}}});
    }
  };
  add(std::string(texts.consumed), counters.consumed, true);
  add(std::string(texts.counted), counters.counted(), true);
  add(std::string(texts.late), counters.late, false);
  add(std::string(texts.duplicate), counters.duplicate, true);
  for (std::size_t i = 1; i < kVerdicts; i++) {
    const auto verdict = static_cast<Verdict>(i);
    add(filled(is_rejected(verdict) ? texts.rejected : texts.filtered, name_of(verdict)),
        counters.verdicts[i], false);
  }
  document.text(std::string(texts.read_range));
  document.table(std::move(table));
}

void add_files(Document& document, const ReportInput& input, const ReportTexts& texts) {
  Table table{.columns = {{std::string(texts.file)},
                          {std::string(texts.records), Column::Kind::number},
                          {std::string(texts.bytes), Column::Kind::number},
                          {std::string(texts.encoding)},
                          {std::string(texts.damage)}},
              .rows = {}};
  std::vector<FileReport> files = input.files;
  std::stable_partition(files.begin(), files.end(),
                        [](const FileReport& file) { return !file.damage.empty(); });
  for (std::size_t i = 0; i < std::min(files.size(), kMostFiles); i++) {
    table.rows.push_back({{files[i].name, {}},
                          {number_text(files[i].records), {}},
                          {number_text(files[i].bytes), {}},
                          {files[i].encoding, {}},
                          {files[i].damage.empty() ? "-" : files[i].damage, {}}});
  }
  document.topic(std::string(texts.files_title));
  document.table(std::move(table));
  if (files.size() > kMostFiles) {
    document.note(filled(texts.more_files, files.size() - kMostFiles));
  }
}

void add_coverage(Document& document, const ReportInput& input, const ReportTexts& texts) {
  const Cell& all = input.timeline.series.front().sum;
  Table table{.columns = {{std::string(texts.figure)},
                          {std::string(texts.posts), Column::Kind::number},
                          {std::string(texts.posts_share), Column::Kind::number}},
              .rows = {}};
  const auto add = [&](std::string_view name, std::uint64_t count) {
    table.rows.push_back({{std::string(name), {}},
                          {number_text(count), {}},
                          {percent_text(count, all.total()), {}}});
  };
  for (std::size_t i = 0; i < kGaps; i++) {
    add(texts.gaps[i], all.gaps[i]);
  }
  add(texts.not_opinions, all.total() - all.opinions());
  document.topic(std::string(texts.coverage_title));
  document.note(filled(texts.coverage_note, number_text(all.total())));
  document.table(std::move(table));
  if (input.counters.counted() > all.total()) {
    document.note(
        filled(texts.retracted_note, number_text(input.counters.counted() - all.total())));
  }
}

}  // namespace

void add_what_was_read(Document& document, const ReportInput& input) {
  const ReportTexts& texts = report_texts(input.language);
  document.section("read", std::string(texts.read_title));
  add_outcomes(document, input, texts);
  add_files(document, input, texts);
  if (!input.timeline.series.empty()) {
    add_coverage(document, input, texts);
  }
}

}  // namespace yuqing
