// How single characters fold: one table for the basic plane, a sorted list for the rest.
//
// The entries come from operators/fold_table.inc, which operators/fold_table.py writes from
// Unicode and OpenCC. Expanding them takes well under a millisecond, once.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "pipeline/batch.h"

namespace yuqing {

struct Folded {
  char16_t to = 0;  // 0: the character is dropped
  CharClass is = CharClass::mark;
  bool starts_symbol = false;  // @, [ and /: a link, an @name or an [emoticon] may stand here
};

class FoldTable {
 public:
  FoldTable();

  Folded operator[](char32_t code) const {
    return code < basic_.size() ? basic_[code] : beyond_basic(code);
  }
  // The entries below U+10000.
  const Folded* basic() const { return basic_.data(); }
  // Changes whenever a character folds in another way.
  std::uint64_t hash() const;

 private:
  Folded beyond_basic(char32_t code) const;

  std::array<Folded, 0x10000> basic_;
  std::vector<std::pair<char32_t, char32_t>> beyond_;  // ascending
};

// The one table: constant once it is built.
inline const FoldTable& fold_table() {
  static const FoldTable table;
  return table;
}

}  // namespace yuqing
