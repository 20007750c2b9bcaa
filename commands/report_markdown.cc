// A report as Markdown: the same figures, with a line of blocks in the place of each chart.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "commands/report_document.h"

namespace yuqing {
namespace {

constexpr std::array<std::string_view, 9> kBlocks = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::size_t kMostBlocks = 60;

// So that nothing from a post is read as a mark of Markdown or as HTML.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_mark = std::string_view("\\`*_[]<>|#~!").find(c) != std::string_view::npos;
    if (is_mark) {
      out += '\\';
    }
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

// Only where something is stands a block; the highest is the largest number.
std::string sparkline(const std::vector<Point>& buckets) {
  const std::size_t together = (buckets.size() + kMostBlocks - 1) / kMostBlocks;
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 0; i < buckets.size(); i++) {
    if (i % together == 0) {
      counts.push_back(0);
    }
    counts.back() += buckets[i].posts;
  }
  const std::uint64_t most = std::max<std::uint64_t>(1, *std::ranges::max_element(counts));
  std::string line;
  for (const std::uint64_t count : counts) {
    line += kBlocks.at(static_cast<std::size_t>((count * 8 + most - 1) / most));
  }
  return line;
}

void append_table(std::string& out, const Table& table) {
  out += '|';
  for (const Column& column : table.columns) {
    out += ' ' + escaped(column.title) + " |";
  }
  out += "\n|";
  for (const Column& column : table.columns) {
    out += column.kind == Column::Kind::number ? "---:|" : "---|";
  }
  out += '\n';
  for (const std::vector<Entry>& row : table.rows) {
    out += '|';
    for (const Entry& entry : row) {
      const bool is_link = entry.url.starts_with("http");
      out += !is_link ? fmt::format(" {} |", escaped(entry.text))
                      : fmt::format(" [{}](<{}>) |", escaped(entry.text), entry.url);
    }
    out += '\n';
  }
  out += '\n';
}

void append_charts(std::string& out, const std::vector<Chart>& charts) {
  for (const Chart& chart : charts) {
    out += fmt::format("**{}**  \n`{}`  \n{}\n\n", escaped(chart.title), sparkline(chart.buckets),
                       escaped(chart.about));
  }
}

}  // namespace

std::string markdown_of(const Document& document) {
  std::string out = "# " + escaped(document.title) + "\n\n";
  for (const Block& block : document.blocks) {
    switch (block.kind) {
      case Block::Kind::section:
        out += "## " + escaped(block.text) + "\n\n";
        break;
      case Block::Kind::topic:
        out += "### " + escaped(block.text) + "\n\n";
        break;
      case Block::Kind::text:
      case Block::Kind::note:
        out += escaped(block.text) + "\n\n";
        break;
      case Block::Kind::table:
        append_table(out, block.table);
        break;
      case Block::Kind::charts:
        append_charts(out, block.charts);
        break;
    }
  }
  return out;
}

}  // namespace yuqing
