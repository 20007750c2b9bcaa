// Finds many literals in one pass over text in normal form.
//
// Every literal is filed under its rarest pair of neighbouring characters, so nearly every pair of
// a text is refused by one look into a table of bits that stays in cache. Only where a bit is set
// are the literals of that pair compared.
//
// A literal is only the first sieve: edges are for the caller to check.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yuqing {

struct LiteralHit {
  std::uint32_t begin = 0;    // index of its first character in the text
  std::uint32_t literal = 0;  // index into what the scan was made of
};

// How often a literal stands in posts, in billionths of their characters; a rough estimate.
std::uint64_t frequency_of(std::u16string_view literal);

class LiteralScan {
 public:
  // Literals are distinct and not empty. None at all is allowed, then nothing is ever found.
  explicit LiteralScan(const std::vector<std::u16string_view>& literals);

  // Appends every place of every literal in the text; those of one literal from left to right.
  // Called by many threads at once.
  void scan(std::u16string_view text, std::vector<LiteralHit>& hits) const;

 private:
  // A literal and where it stands around its pair.
  struct Entry {
    std::uint64_t start = 0;  // its first four characters, as they stand in memory
    std::uint64_t mask = 0;   // those of them that it has
    std::uint32_t rest = 0;   // its other characters in `chars_`
    std::uint32_t literal = 0;
    std::uint16_t size = 0;
    std::uint16_t before = 0;  // characters before the pair
  };
  // The entries of one pair, or of one character; empty when `count` is 0.
  struct Slot {
    std::uint32_t key = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  void fill(const std::vector<std::u16string_view>& literals);
  void set_bits();
  std::size_t slot_of(std::uint32_t key) const;
  template <bool kSingles>
  std::uint32_t suspects(const char16_t* chars) const;
  template <bool kSingles>
  void scan_blocks(std::u16string_view text, std::vector<LiteralHit>& hits) const;
  void compare(std::u16string_view text, std::size_t at, std::uint32_t key,
               std::vector<LiteralHit>& hits) const;
  bool is_at(std::u16string_view text, std::size_t begin, const Entry& entry) const;

  std::vector<std::int32_t> bits_;     // by hash of a pair; a power of two
  std::vector<std::int32_t> singles_;  // by character; empty when no literal has only one
  std::vector<Slot> slots_;            // open addressing; a power of two
  std::vector<Entry> entries_;
  std::u16string chars_;
};

}  // namespace yuqing
