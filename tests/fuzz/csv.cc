// A table of posts, fed whole and byte by byte; and every text as a cell of ours.
#include "operators/csv_reader.h"
#include "operators/csv_rows.h"
#include "operators/record_cutter.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {
namespace {

constexpr std::size_t kMostRecord = 512;

// Records and verdicts, in one text that can be compared.
std::string cut(char separator, std::string_view text, std::size_t step) {
  std::string found;
  const TakeCut take = [&found](const Cut& record) {
    require(record.bytes.size() <= kMostRecord * 8, "a record is not much longer than allowed");
    found += record.bytes;
    found += "|" + std::to_string(record.number) + "|" + std::to_string(record.size) + "|" +
             std::string(name_of(record.verdict)) + "\n";
  };
  const std::unique_ptr<RecordCutter> cutter = make_csv_cutter(separator, kMostRecord);
  for (std::size_t at = 0; at < text.size(); at += step) {
    cutter->feed(text.substr(at, step), take);
  }
  return found + cutter->finish(take);
}

void round_trip(std::string_view text) {
  std::string line;
  append_csv_text(line, text);
  const std::string cell = line;
  line += ",";
  append_csv_text(line, "x");
  line += "\r\n";
  std::vector<std::string> cells;
  const CsvRow row = read_row(line, ',', true, cells);
  require(row.end == RowEnd::whole && row.size == line.size(), "a cell is one row");
  require(cells.size() == 2, "and one cell");
  require(cells[0] == text || cells[0] == "'" + std::string(text), "and the same text");
  require(cells[0].empty() ||
              std::string_view("=+-@\t\r", 6).find(cells[0][0]) == std::string_view::npos,
          "and no formula");
}

}  // namespace

void fuzz(std::string_view input) {
  const std::vector<char> copy = tight(input);
  const std::string_view text(copy.data(), copy.size());
  round_trip(text);
  const char found = csv_separator(text);
  const char separator = found != 0 ? found : ',';
  require(cut(separator, text, text.size() + 1) == cut(separator, text, 3),
          "where the text is cut changes nothing");
}

}  // namespace yuqing
