// A report as HTML: one file that needs nothing else, in light and dark, on any width of screen.
#include <fmt/format.h>

#include <algorithm>

#include "commands/report_document.h"
#include "operators/csv_rows.h"

namespace yuqing {
namespace {

// Colours are from Okabe and Ito's palette, which the colour-blind can tell apart; direction, label
// or pattern say the same without them.
constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1d21;--soft:#5d646e;--line:#d9dce1;--card:#f6f7f9;
--posts:#6b7686;--positive:#0072b2;--negative:#c4500a;--mark:#f0c24b;--link:#0b5cad}
@media(prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e8eaed;--soft:#a3abb6;--line:#363c45;
--card:#1d2127;--posts:#98a3b3;--positive:#56b4e9;--negative:#f08a4b;--mark:#6b5a1e;--link:#7cb8f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
font:15px/1.55 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
main{max-width:1120px;margin:0 auto;padding:20px 16px 64px}
h1{font-size:26px;line-height:1.25;margin:8px 0 4px}
h2{font-size:20px;margin:40px 0 8px;padding-top:12px;border-top:1px solid var(--line)}
h3{font-size:16px;margin:24px 0 4px}
p{margin:8px 0;max-width:78ch}
.note{color:var(--soft);font-size:13.5px}
a{color:var(--link)}
nav{margin:12px 0;font-size:14px}
nav a{display:inline-block;margin:0 14px 4px 0}
.scroll{overflow-x:auto;margin:10px 0;border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th,td{padding:5px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:normal}
th{background:var(--card);font-weight:600;white-space:nowrap}
td:first-child:not(.n){min-width:7em}
tr:last-child td{border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.t{white-space:nowrap;font-variant-numeric:tabular-nums}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));gap:12px;margin:12px 0}
figure{margin:0;padding:8px 8px 4px;border:1px solid var(--line);border-radius:6px;background:var(--card);min-width:0}
figure.lead{grid-column:1/-1}
figcaption{font-weight:600;font-size:14px}
svg{display:block;width:100%;height:auto}
figure.lead svg.small{display:none}
@media(max-width:760px){figure.lead svg.wide{display:none}figure.lead svg.small{display:block}}
svg text{font-size:11px;fill:var(--soft);paint-order:stroke;stroke:var(--card);stroke-width:3px}
svg .axis{stroke:var(--line);stroke-width:1}
svg .zero{stroke:var(--soft);stroke-width:1}
svg .posts{fill:var(--posts)}
svg .positive{fill:var(--positive)}
svg .negative{fill:var(--negative)}
svg .mark{fill:var(--mark);opacity:.55}
svg .label{fill:var(--ink);font-weight:600}
@media print{body{font-size:12px}h2{break-after:avoid}figure{break-inside:avoid}}
)";

std::string_view class_of(const Column& column) {
  switch (column.kind) {
    case Column::Kind::number:
      return " class=\"n\"";
    case Column::Kind::time:
      return " class=\"t\"";
    case Column::Kind::text:
      break;
  }
  return "";
}

void append_table(std::string& out, const Table& table) {
  out += "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>";
  for (const Column& column : table.columns) {
    out += fmt::format("<th scope=\"col\"{}>{}</th>", class_of(column), html_escaped(column.title));
  }
  out += "</tr></thead><tbody>\n";
  for (const std::vector<Entry>& row : table.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); i++) {
      out += fmt::format("<td{}>", class_of(table.columns[i]));
      out += row[i].url.empty() ? html_escaped(row[i].text)
                                : fmt::format("<a href=\"{}\" rel=\"noreferrer\">{}</a>",
                                              html_escaped(row[i].url), html_escaped(row[i].text));
      out += "</td>";
    }
    out += "</tr>\n";
  }
  out += "</tbody></table></div>\n";
}

// The first chart is that of all posts and takes the whole width where there is room.
void append_charts(std::string& out, const std::vector<Chart>& charts) {
  out += "<div class=\"charts\">\n";
  for (std::size_t i = 0; i < charts.size(); i++) {
    const Chart& chart = charts[i];
    const std::string small = svg_of(chart, 340, 190);
    out += fmt::format("<figure{}><figcaption>{}</figcaption>{}{}</figure>\n",
                       i == 0 ? " class=\"lead\"" : "", html_escaped(chart.title),
                       i == 0 ? "<div>" + svg_of(chart, 1060, 260) : "",
                       small + (i == 0 ? "</div>" : ""));
  }
  out += "</div>\n";
}

void append_block(std::string& out, const Block& block) {
  const std::string text = html_escaped(block.text);
  switch (block.kind) {
    case Block::Kind::section:
      out += fmt::format("<h2 id=\"{}\">{}</h2>\n", html_escaped(block.id), text);
      break;
    case Block::Kind::topic:
      out += block.id.empty()
                 ? fmt::format("<h3>{}</h3>\n", text)
                 : fmt::format("<h3 id=\"{}\">{}</h3>\n", html_escaped(block.id), text);
      break;
    case Block::Kind::text:
      out += fmt::format("<p>{}</p>\n", text);
      break;
    case Block::Kind::note:
      out += fmt::format("<p class=\"note\">{}</p>\n", text);
      break;
    case Block::Kind::table:
      append_table(out, block.table);
      break;
    case Block::Kind::charts:
      append_charts(out, block.charts);
      break;
  }
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? ' ' : c;
    }
  }
  return escaped;
}

std::string html_of(const Document& document) {
  const std::string title = html_escaped(document.title);
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; img-src data:\">\n<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n",
      document.language, title, kStyle, title);
  out += fmt::format("<nav aria-label=\"{}\">", html_escaped(document.contents));
  for (const Block& block : document.blocks) {
    if (block.kind == Block::Kind::section) {
      out +=
          fmt::format("<a href=\"#{}\">{}</a>", html_escaped(block.id), html_escaped(block.text));
    }
  }
  out += "</nav>\n";
  for (const Block& block : document.blocks) {
    append_block(out, block);
  }
  out += "</main>\n</body>\n</html>\n";
  return out;
}

std::string minute_text(std::int64_t time_ms) {
  return beijing_time(time_ms).substr(0, 16);
}

std::string number_text(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) {
    text.insert(i - 3, 1, ',');
  }
  return text;
}

}  // namespace yuqing
