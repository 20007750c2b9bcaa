// Rows of CSV, RFC 4180: cells between separators, quoted where they hold separators, quotes or
// line ends. A quote inside a cell that does not begin with one is a character like any other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yuqing {

enum class RowEnd : std::uint8_t {
  whole,        // `size` bytes are the row with its line end
  more,         // the text ends first
  behind_quote  // there is text behind a closing quote
};

struct CsvRow {
  RowEnd end = RowEnd::more;
  std::size_t size = 0;
  bool in_quotes = false;  // where the text ended
};

// Reads the row at the beginning of `text` into `cells`, which keeps its capacity. With `final`,
// the text ends with the file, which ends a row as a line end does. Line ends are LF, CR LF and CR.
CsvRow read_row(std::string_view text, char separator, bool final, std::vector<std::string>& cells);

}  // namespace yuqing
