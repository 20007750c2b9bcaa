// A report before it has a form: the same blocks become HTML and Markdown.
//
// All texts are plain; whoever writes a form escapes them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "commands/report_timeline.h"

namespace yuqing {

struct Entry {
  std::string text;
  std::string url;  // a link if it is not empty
};

struct Column {
  enum class Kind { text, number, time };  // times are not broken into lines
  std::string title;
  Kind kind = Kind::text;
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Entry>> rows;
};

// A span of time that a chart points out.
struct Mark {
  Range range;
  std::string label;
};

// Posts of a topic over time, and below them its positive and negative opinions.
struct Chart {
  std::string title;
  std::string about;  // the figures, for those who do not see it
  std::string posts_unit;
  std::string positive;  // what stands above the zero line
  std::string negative;
  std::vector<Point> buckets;
  std::int64_t width_ms = 0;
  std::vector<Mark> marks;
};

struct Block {
  enum class Kind { section, topic, text, note, table, charts };
  Kind kind = Kind::text;
  std::string text = {};
  std::string id = {};  // of a section, for links to it
  Table table = {};
  std::vector<Chart> charts = {};
};

struct Document {
  std::string language;  // as HTML calls it
  std::string title;
  std::string contents;  // what the list of sections is called
  std::vector<Block> blocks;

  void section(std::string id, std::string text) {
    blocks.push_back({.kind = Block::Kind::section, .text = std::move(text), .id = std::move(id)});
  }
  void topic(std::string text, std::string id = {}) {
    blocks.push_back({.kind = Block::Kind::topic, .text = std::move(text), .id = std::move(id)});
  }
  void text(std::string text) {
    blocks.push_back({.kind = Block::Kind::text, .text = std::move(text)});
  }
  void note(std::string text) {
    blocks.push_back({.kind = Block::Kind::note, .text = std::move(text)});
  }
  void table(Table table) {
    blocks.push_back({.kind = Block::Kind::table, .table = std::move(table)});
  }
  void charts(std::vector<Chart> charts) {
    blocks.push_back({.kind = Block::Kind::charts, .charts = std::move(charts)});
  }
};

std::string html_of(const Document& document);
std::string markdown_of(const Document& document);

// Text between tags or in an attribute of HTML.
std::string html_escaped(std::string_view text);
// A chart as an SVG of that many user units.
std::string svg_of(const Chart& chart, int width, int height);

// "2025-01-27 20:15", as clocks in China show it.
std::string minute_text(std::int64_t time_ms);
// With commas between thousands.
std::string number_text(std::uint64_t number);

}  // namespace yuqing
