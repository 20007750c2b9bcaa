// See series_text.h.
#include "operators/series_text.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

namespace yuqing {
namespace {

constexpr std::size_t kChunk = std::size_t{4} << 20;  // what a file syncs and a request holds
// The dashboards choose series by the labels of their scrape, so these have some too.
constexpr std::string_view kTarget = R"(job="yuqing-archive",instance="replay",archive=)";
constexpr std::string_view kTotal = "_total";

void append_quoted(std::string& out, std::string_view value) {
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  out += '"';
}

void append_label(std::string& out, const SeriesText::Label& label) {
  if (!label.name.empty()) {
    out += label.name;
    out += '=';
    append_quoted(out, label.value);
    out += ',';
  }
}

}  // namespace

SeriesText::SeriesText(SeriesFormat format, std::string_view archive, const TextSink& sink)
    : format_(format), sink_(sink), target_(kTarget) {
  append_quoted(target_, archive);
}

void SeriesText::begin_family(std::string_view name, std::string_view type, std::string_view help) {
  if (format_ == SeriesFormat::bare) {
    return;
  }
  if (type == "counter") {
    name.remove_suffix(kTotal.size());  // of the family; its samples keep it
  }
  fmt::format_to(std::back_inserter(text_), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void SeriesText::begin_series(std::string_view family, Label first, Label second) {
  series_ = family;
  series_ += '{';
  append_label(series_, first);
  append_label(series_, second);
  series_ += target_;
  series_ += "} ";
}

void SeriesText::sample(std::int64_t time_ms, std::uint64_t value) {
  text_ += series_;
  fmt::format_to(std::back_inserter(text_), FMT_COMPILE("{}"), value);
  finish_sample(time_ms);
}

void SeriesText::sample(std::int64_t time_ms, double value) {
  text_ += series_;
  fmt::format_to(std::back_inserter(text_), FMT_COMPILE("{}"), value);
  finish_sample(time_ms);
}

void SeriesText::finish_sample(std::int64_t time_ms) {
  const auto out = std::back_inserter(text_);
  if (format_ == SeriesFormat::bare) {
    fmt::format_to(out, FMT_COMPILE(" {}\n"), time_ms);
  } else if (time_ms % 1000 == 0) {
    fmt::format_to(out, FMT_COMPILE(" {}\n"), time_ms / 1000);
  } else {
    fmt::format_to(out, FMT_COMPILE(" {}.{:03}\n"), time_ms / 1000, time_ms % 1000);
  }
  if (text_.size() > kChunk) {
    flush();
  }
}

void SeriesText::end() {
  if (format_ == SeriesFormat::openmetrics) {
    text_ += "# EOF\n";
  }
  flush();
}

void SeriesText::flush() {
  if (!text_.empty()) {
    sink_(text_);
    text_.clear();
  }
}

}  // namespace yuqing
