// See csv_rows.h.
#include "operators/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "pipeline/iso_time.h"

namespace yuqing {
namespace {

constexpr std::int64_t kBeijing = std::int64_t{8} * 3600 * 1000;

using namespace std::string_view_literals;

constexpr std::array<std::string_view, 11> kTriggers = {
    "="sv, "+"sv, "-"sv, "@"sv, "\t"sv, "\r"sv, "\0"sv, "＝"sv, "＋"sv, "－"sv, "＠"sv};

bool is_formula(std::string_view text) {
  return std::ranges::any_of(kTriggers,
                             [&](std::string_view sign) { return text.starts_with(sign); });
}

template <std::size_t size>
void append_columns(std::string& out, std::string_view prefix,
                    const std::array<std::string_view, size>& names) {
  for (const std::string_view name : names) {
    fmt::format_to(std::back_inserter(out), ",{}{}", prefix, name);
  }
}

template <std::size_t size>
void append_counts(std::string& out, const std::array<std::uint64_t, size>& counts) {
  for (const std::uint64_t count : counts) {
    fmt::format_to(std::back_inserter(out), ",{}", count);
  }
}

// Six digits, rounded half away from zero by integers: the same on every machine. Empty where
// nothing was scored; an entity's posts have no score of their own.
std::string mean_score(const WindowRow& row) {
  const Cell& cell = row.cell;
  if (cell.opinions() == 0 || row.topic.starts_with('$')) {
    return {};
  }
  const bool negative = cell.score_negative > cell.score_positive;
  const std::uint64_t sum = negative ? cell.score_negative - cell.score_positive
                                     : cell.score_positive - cell.score_negative;
  const std::uint64_t millionths = (sum * 1000 + cell.opinions() / 2) / cell.opinions();
  return fmt::format("{}{}.{:06}", negative && millionths > 0 ? "-" : "", millionths / 1'000'000,
                     millionths % 1'000'000);
}

}  // namespace

void append_csv_text(std::string& out, std::string_view text) {
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos ||
                      text.starts_with(' ') || text.ends_with(' ');
  if (quoted) {
    out += '"';
  }
  if (is_formula(text)) {
    out += '\'';
  }
  for (const char c : text) {
    if (c == '"') {
      out += '"';
    }
    out += c;
  }
  if (quoted) {
    out += '"';
  }
}

std::string beijing_time(std::int64_t unix_ms) {
  std::string text = iso_time(unix_ms + kBeijing);
  text.pop_back();
  text[text.find('T')] = ' ';
  return text;
}

void append_csv_header(std::string& out) {
  out += "start,end,start_beijing,topic,posts";
  append_columns(out, "kind_", kKindNames);
  append_columns(out, "", kSentimentNames);
  out += ",mean_score,score_positive,score_negative";
  append_columns(out, "emotion_", kEmotionNames);
  append_columns(out, "quoted_", kSentimentNames);
  out += ",opposed,reach,authors,texts";
  append_columns(out, "gap_", kGapNames);
  out += "\r\n";
}

void append_csv(std::string& out, const WindowRow& row) {
  const Cell& cell = row.cell;
  fmt::format_to(std::back_inserter(out), "{},{},{},", iso_time(row.start_ms), iso_time(row.end_ms),
                 beijing_time(row.start_ms));
  append_csv_text(out, row.topic);
  fmt::format_to(std::back_inserter(out), ",{}", cell.total());
  append_counts(out, cell.kinds);
  append_counts(out, cell.posts);
  fmt::format_to(std::back_inserter(out), ",{},{},{}", mean_score(row), cell.score_positive,
                 cell.score_negative);
  append_counts(out, cell.emotions);
  append_counts(out, cell.quoted);
  fmt::format_to(std::back_inserter(out), ",{},{},{},{}", cell.opposed, cell.reach,
                 row.authors == nullptr ? 0 : row.authors->count(), row.texts());
  append_counts(out, cell.gaps);
  out += "\r\n";
}

}  // namespace yuqing
