// Room for texts that others look at: what was written stays where it is until clear().
//
// clear() keeps the memory, as one piece as large as all that was needed, so a batch that was used
// before allocates nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace yuqing {

class Texts {
 public:
  // At least `size` bytes behind each other, not yet taken.
  char* room(std::size_t size) {
    if (size > static_cast<std::size_t>(end_ - at_)) {
      add_piece(size);
    }
    return at_;
  }
  // Takes what was written from room() on until `end`.
  std::string_view keep(const char* end) {
    const std::string_view kept(at_, static_cast<std::size_t>(end - at_));
    at_ += kept.size();
    return kept;
  }
  void clear();

 private:
  struct Piece {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  void add_piece(std::size_t size);

  std::vector<Piece> pieces_;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace yuqing
