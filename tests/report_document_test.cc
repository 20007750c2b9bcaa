#include "commands/report_document.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

constexpr std::string_view kHostile = R"x(<img src=x onerror="alert('1')">&amp;|`*_[a](b)#)x";

Document hostile() {
  const std::string text(kHostile);
  Document document{.language = "en", .title = text, .contents = text, .blocks = {}};
  document.section("one", text);
  document.text(text);
  document.table(
      {.columns = {{text}}, .rows = {{{text, {}}}, {{text, "https://x.example/\"><b>"}}}});
  document.charts({{.title = text,
                    .about = text,
                    .posts_unit = text,
                    .positive = text,
                    .negative = text,
                    .buckets = {{.start_ms = 0, .posts = 1, .opinions = {}}},
                    .width_ms = 60'000,
                    .marks = {{.range = {0, 60'000}, .label = text}}}});
  return document;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + 1)) {
    found++;
  }
  return found;
}

TEST(ReportDocument, NoTextBecomesMarkupInHtml) {
  const std::string html = html_of(hostile());

  EXPECT_EQ(count(html, "<img"), 0u);
  EXPECT_EQ(count(html, "\"><b>"), 0u);
  EXPECT_GE(count(html, "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;"), 9u);
}

TEST(ReportDocument, NoTextBecomesMarkupInMarkdown) {
  const std::string markdown = markdown_of(hostile());

  EXPECT_EQ(count(markdown, "<img"), count(markdown, "\\<img"));
  EXPECT_EQ(count(markdown, "[a]"), 0u);
  EXPECT_EQ(count(markdown, "|`"), 0u) << "a bar that is not escaped ends a cell";
}

TEST(ReportDocument, NumbersHaveCommasAndTimesAreBeijings) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(999), "999");
  EXPECT_EQ(number_text(1'000), "1,000");
  EXPECT_EQ(number_text(1'234'567), "1,234,567");
  EXPECT_EQ(minute_text(1'737'993'600'000), "2025-01-28 00:00");
}

TEST(ReportDocument, AChartOfNothingStillHasItsAxes) {
  const Chart chart{.title = "t",
                    .about = "a",
                    .posts_unit = "u",
                    .positive = "p",
                    .negative = "n",
                    .buckets = {{.start_ms = 0, .posts = 0, .opinions = {}}},
                    .width_ms = 60'000,
                    .marks = {}};

  const std::string svg = svg_of(chart, 340, 190);

  EXPECT_EQ(count(svg, "class=\"zero\""), 2u);
  EXPECT_EQ(count(svg, "nan"), 0u);
  EXPECT_EQ(count(svg, "inf"), 0u);
}

TEST(ReportDocument, HeightsOfBarsAreInProportion) {
  const Chart chart{.title = {},
                    .about = {},
                    .posts_unit = {},
                    .positive = {},
                    .negative = {},
                    .buckets = {{.start_ms = 0, .posts = 50, .opinions = {}},
                                {.start_ms = 60'000, .posts = 100, .opinions = {}}},
                    .width_ms = 60'000,
                    .marks = {}};

  const std::string svg = svg_of(chart, 340, 190);

  // The upper part goes from 18 to 90 user units: half of 100 posts ends in its middle.
  EXPECT_NE(svg.find("90.0V54.0H"), std::string::npos) << svg;
  EXPECT_NE(svg.find("90.0V18.0H"), std::string::npos) << svg;
}

}  // namespace
}  // namespace yuqing
