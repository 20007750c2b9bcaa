// See texts.h.
#include "pipeline/texts.h"

#include <algorithm>

namespace yuqing {

void Texts::add_piece(std::size_t size) {
  constexpr std::size_t kLeast = std::size_t{16} << 10;
  const std::size_t last = pieces_.empty() ? 0 : pieces_.back().size;
  size = std::max({size, kLeast, last});
  // Not std::make_unique: nobody needs zeros.
  pieces_.push_back({.bytes = std::make_unique_for_overwrite<char[]>(size), .size = size});
  at_ = pieces_.back().bytes.get();
  end_ = at_ + size;
}

void Texts::clear() {
  if (pieces_.size() > 1) {
    std::size_t total = 0;
    for (const Piece& piece : pieces_) {
      total += piece.size;
    }
    pieces_.clear();
    add_piece(total);
  }
  at_ = pieces_.empty() ? nullptr : pieces_.front().bytes.get();
}

}  // namespace yuqing
