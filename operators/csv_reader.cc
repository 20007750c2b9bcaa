// See csv_reader.h.
#include "operators/csv_reader.h"

#include <algorithm>

namespace yuqing {
namespace {

class RowReader {
 public:
  RowReader(std::string_view text, char separator, bool final, std::vector<std::string>& cells)
      : text_(text), separator_(separator), final_(final), cells_(cells) {}

  CsvRow read() {
    std::size_t count = 0;
    CsvRow row;
    bool goes_on = true;
    while (goes_on) {
      if (count == cells_.size()) {
        cells_.emplace_back();
      }
      std::string& cell = cells_[count++];
      cell.clear();
      const bool quoted = at_ < text_.size() && text_[at_] == '"';
      if (!(quoted ? read_quoted(cell) : read_plain(cell))) {
        row.in_quotes = in_quotes_;
        row.end = in_quotes_ || !final_ ? RowEnd::more : RowEnd::whole;
        row.size = text_.size();
        goes_on = false;
      } else if (text_[at_] == separator_) {
        at_++;
      } else {
        row = end_row();
        goes_on = false;
      }
    }
    cells_.resize(count);
    return row;
  }

 private:
  // False where the text ends in or behind the cell; else at_ stands on what is behind it.
  bool read_quoted(std::string& cell) {
    in_quotes_ = true;
    at_++;
    while (true) {
      const std::size_t quote = std::min(text_.find('"', at_), text_.size());
      cell += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (quote == text_.size()) {
        return false;
      }
      const bool doubled = at_ < text_.size() && text_[at_] == '"';
      if (!doubled) {
        in_quotes_ = false;
        return at_ < text_.size();
      }
      cell += '"';
      at_++;
    }
  }

  bool read_plain(std::string& cell) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
           text_[at_] != '\r') {
      at_++;
    }
    cell = text_.substr(begin, at_ - begin);
    return at_ < text_.size();
  }

  CsvRow end_row() {
    const char c = text_[at_];
    if (c != '\n' && c != '\r') {
      return {.end = RowEnd::behind_quote, .size = at_, .in_quotes = false};
    }
    if (c == '\r' && at_ + 1 == text_.size() && !final_) {
      return {};
    }
    const bool both = c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
    return {.end = RowEnd::whole, .size = at_ + (both ? 2 : 1), .in_quotes = false};
  }

  const std::string_view text_;
  const char separator_;
  const bool final_;
  std::vector<std::string>& cells_;
  std::size_t at_ = 0;
  bool in_quotes_ = false;
};

}  // namespace

CsvRow read_row(std::string_view text, char separator, bool final,
                std::vector<std::string>& cells) {
  return RowReader(text, separator, final, cells).read();
}

}  // namespace yuqing
