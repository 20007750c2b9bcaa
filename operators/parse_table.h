// A row of a CSV in the order of its cells, for tables whose cells stand under the wrong header.
//
// A crawler that writes a cell that its header lacks moves every later cell to the right. Only the
// cells can tell: a time looks like no count, and a count like no place.
#pragma once

#include <array>
#include <string_view>

#include "operators/parse_pen.h"
#include "operators/parse_tree.h"

namespace yuqing::parsing {

class TableRow {
 public:
  static constexpr std::size_t kNone = 1000;

  TableRow(const Node& row, Pen& pen);

  // Where the header has the column; kNone where it has none.
  std::size_t column(std::string_view name) const;
  // Of a cell in its place; empty where the row is shorter.
  std::string_view text(std::size_t at) const { return cell(at); }
  std::string_view plain(std::size_t at) const { return trimmed(cell(at)); }
  // A time that names at least the day; times without a year count as well.
  bool is_time(std::size_t at) const;
  bool is_flag(std::size_t at) const { return plain(at) == "True" || plain(at) == "False"; }
  // How far to the right of `column` the nearest time stands, at most `most`; 0 where there is
  // none.
  std::size_t shift_to_time(std::size_t column, std::size_t most) const;

 private:
  static constexpr std::size_t kMostCells = 64;

  std::string_view cell(std::size_t at) const {
    return at < size_ ? cells_[at] : std::string_view();
  }

  std::size_t size_ = 0;
  std::array<std::string_view, kMostCells> names_;
  std::array<std::string_view, kMostCells> cells_;
};

}  // namespace yuqing::parsing
