// See parse_table.h.
#include "operators/parse_table.h"

#include <algorithm>

#include "operators/post_time.h"

namespace yuqing::parsing {

TableRow::TableRow(const Node& row, Pen& pen) {
  for (Node cell = row.first(); cell.is_there() && size_ < kMostCells; cell = cell.next()) {
    names_[size_] = cell.key();
    cells_[size_] = pen.text(cell);
    size_++;
  }
}

std::size_t TableRow::column(std::string_view name) const {
  const auto* const end = names_.begin() + size_;
  const auto* const found = std::find(names_.begin(), end, name);
  return found == end ? kNone : static_cast<std::size_t>(found - names_.begin());
}

bool TableRow::is_time(std::size_t at) const {
  // Any time will do to read "5分钟前" against: what is asked is whether it is one.
  constexpr std::int64_t kSomeTimeMs = 1'737'980'103'000;
  const std::string_view text = plain(at);
  const bool is_number = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return !is_number && read_time(text, kSomeTimeMs).has_value();
}

std::size_t TableRow::shift_to_time(std::size_t column, std::size_t most) const {
  for (std::size_t shift = 0; shift <= most; shift++) {
    if (is_time(column + shift)) {
      return shift;
    }
  }
  return 0;
}

}  // namespace yuqing::parsing
