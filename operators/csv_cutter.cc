// Tables of posts: a row becomes a JSON object of strings, {"header cell":"cell",...}.
//
// Cells behind the header's are called "+1", "+2" and so on; cells that are missing at the end are
// left out. A row that is none is rejected alone: reading goes on at its next line that looks like
// a row of this table.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "operators/csv_reader.h"
#include "operators/json_rows.h"
#include "operators/record_cutter.h"

namespace yuqing {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

// One of these is a column of every table of posts that is known.
constexpr auto kColumns =
    std::to_array<std::string_view>({"微博正文", "正文", "微博id", "likeNum", "mid", "bid",
                                     "note_id", "content", "text", "review", "own_text"});

// Without the mark and the blanks that some writers put around a name.
std::string_view header_name(std::string_view cell) {
  if (cell.starts_with(kMark)) {
    cell.remove_prefix(kMark.size());
  }
  const std::size_t first = cell.find_first_not_of(" \t");
  const std::size_t last = cell.find_last_not_of(" \t");
  return first == std::string_view::npos ? "" : cell.substr(first, last - first + 1);
}

class CsvCutter final : public RecordCutter {
 public:
  CsvCutter(char separator, std::size_t max_record)
      : separator_(separator), max_record_(max_record) {}

  void feed(std::string_view text, const TakeCut& take) override {
    text_ += text;
    work(take);
    text_.erase(0, at_);
    at_ = 0;
  }

  std::string finish(const TakeCut& take) override {
    final_ = true;
    work(take);
    flush_bad(take);
    return "";
  }

 private:
  void work(const TakeCut& take) {
    while (at_ < text_.size()) {
      const std::string_view rest = std::string_view(text_).substr(at_);
      const CsvRow row = read_row(rest, separator_, final_, cells_);
      if (row.end == RowEnd::whole && row.size <= max_record_) {
        take_row(rest.substr(0, row.size), take);
        continue;
      }
      if (row.end == RowEnd::more && !final_ && rest.size() <= max_record_) {
        return;
      }
      if (!begin_bad(row.end == RowEnd::behind_quote || row.in_quotes)) {
        return;
      }
    }
  }

  // ---- sound rows

  void take_row(std::string_view raw, const TakeCut& take) {
    const bool blank = cells_.size() == 1 && cells_[0].empty();
    if (in_bad_ && !blank && !looks_like_a_row()) {
      keep_bad(raw);
    } else if (in_bad_) {
      flush_bad(take);
      return;  // and read it again
    } else if (!blank && is_header()) {
      learn_header();
    } else if (!blank) {
      emit_row(raw, take);
    }
    pass(raw);
  }

  // Header lines stand again where a crawler was started anew, in a newer version with more
  // columns.
  bool is_header() const {
    if (header_.empty()) {
      return true;
    }
    const std::size_t compared = std::min<std::size_t>({2, header_.size(), cells_.size()});
    for (std::size_t i = 0; i < compared; i++) {
      if (header_name(cells_[i]) != header_[i]) {
        return false;
      }
    }
    return cells_.size() > 1 || header_.size() == 1;
  }

  void learn_header() {
    header_.clear();
    keys_.clear();
    for (const std::string& cell : cells_) {
      header_.emplace_back(header_name(cell));
      std::string& key = keys_.emplace_back();
      append_json_string(key, header_.back());
    }
  }

  void emit_row(std::string_view raw, const TakeCut& take) {
    if (std::ranges::find(sizes_, cells_.size()) == sizes_.end()) {
      sizes_.push_back(cells_.size());
    }
    json_.assign(1, '{');
    for (std::size_t i = 0; i < cells_.size(); i++) {
      if (i > 0) {
        json_ += ',';
      }
      if (i < keys_.size()) {
        json_ += keys_[i];
      } else {
        fmt::format_to(std::back_inserter(json_), R"("+{}")", i - keys_.size() + 1);
      }
      json_ += ':';
      append_cell(cells_[i]);
    }
    json_ += '}';
    const bool large = json_.size() > max_record_;
    take({.bytes = std::string_view(json_).substr(0, max_record_),
          .number = line_,
          .size = large ? json_.size() : raw.size(),
          .verdict = large ? Verdict::too_large : Verdict::counted});
  }

  // Invalid UTF-8 stays what it is: it is for the parser to reject.
  void append_cell(std::string_view cell) {
    json_ += '"';
    for (const char c : cell) {
      if (static_cast<unsigned char>(c) < 0x20) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        json_ += "\\u00";
        json_ += kDigits[static_cast<unsigned char>(c) >> 4U];
        json_ += kDigits[static_cast<unsigned char>(c) & 15U];
      } else {
        if (c == '"' || c == '\\') {
          json_ += '\\';
        }
        json_ += c;
      }
    }
    json_ += '"';
  }

  // ---- rows that are none

  // Passes over the first line of what cannot be read as a row; false where more text is needed.
  bool begin_bad(bool quotes) {
    const std::size_t end = text_.find_first_of("\r\n", at_);
    const bool cut = end == std::string::npos || (end + 1 == text_.size() && !final_);
    if (cut && !final_ && text_.size() - at_ <= max_record_) {
      return false;
    }
    if (!in_bad_) {
      in_bad_ = true;
      bad_line_ = line_;
      bad_size_ = 0;
      bad_.clear();
      bad_verdict_ = quotes ? Verdict::bad_row : Verdict::too_large;
    }
    std::size_t size = std::min(end, text_.size()) - at_;
    if (end != std::string::npos) {
      size += text_.compare(end, 2, "\r\n") == 0 ? 2 : 1;
    }
    const std::string_view line = std::string_view(text_).substr(at_, size);
    keep_bad(line);
    pass(line);
    return true;
  }

  void keep_bad(std::string_view line) {
    bad_ += line.substr(0, max_record_ - std::min(max_record_, bad_.size()));
    bad_size_ += line.size();
  }

  void flush_bad(const TakeCut& take) {
    if (in_bad_) {
      in_bad_ = false;
      take({.bytes = bad_, .number = bad_line_, .size = bad_size_, .verdict = bad_verdict_});
    }
  }

  // As many cells as a row had before, or as the header. Rows of wide tables are ragged: there half
  // of the header's are enough.
  bool looks_like_a_row() const {
    const std::size_t size = cells_.size();
    const bool wide = header_.size() > 10 && size * 2 + 2 >= header_.size();
    return wide || size == header_.size() || std::ranges::find(sizes_, size) != sizes_.end();
  }

  // ---- lines

  void pass(std::string_view raw) {
    for (std::size_t i = 0; i < raw.size(); i++) {
      const bool cr_alone = raw[i] == '\r' && (i + 1 == raw.size() || raw[i + 1] != '\n');
      line_ += raw[i] == '\n' || cr_alone ? 1 : 0;
    }
    at_ += raw.size();
  }

  const char separator_;
  const std::size_t max_record_;
  bool final_ = false;
  std::string text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;
  std::vector<std::string> cells_;
  std::string json_;

  std::vector<std::string> header_;
  std::vector<std::string> keys_;   // of the header, as JSON strings
  std::vector<std::size_t> sizes_;  // of rows so far, in cells

  bool in_bad_ = false;
  std::string bad_;
  std::size_t bad_size_ = 0;
  std::int64_t bad_line_ = 0;
  Verdict bad_verdict_ = Verdict::bad_row;
};

bool names_a_column(const std::vector<std::string>& cells) {
  return std::ranges::any_of(cells, [](const std::string& cell) {
    return std::ranges::find(kColumns, header_name(cell)) != kColumns.end();
  });
}

}  // namespace

std::unique_ptr<RecordCutter> make_csv_cutter(char separator, std::size_t max_record) {
  return std::make_unique<CsvCutter>(separator, max_record);
}

char csv_separator(std::string_view head) {
  std::vector<std::string> cells;
  const std::size_t first = head.find_first_not_of("\r\n");
  if (first == std::string_view::npos || head[first] == '{' || head[first] == '[') {
    return 0;
  }
  for (const char separator : {',', ';', '\t'}) {
    const CsvRow row = read_row(head.substr(first), separator, true, cells);
    if (row.end == RowEnd::whole && cells.size() > 1 && names_a_column(cells)) {
      return separator;
    }
  }
  return 0;
}

}  // namespace yuqing
