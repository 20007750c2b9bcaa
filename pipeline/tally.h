// How often things occur, in bounded memory.
//
// Exact while it never was full. A tally that is full forgets what is rarest, so a count is right
// or too low by at most lost(). The same things in the same order leave the same tally; merging
// forgets nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yuqing {

struct Counted {
  std::uint64_t key = 0;
  std::uint32_t posts = 0;
  std::string text;  // UTF-8
};

class Tally {
 public:
  // Holds at most `bound` keys, at least 4.
  explicit Tally(std::size_t bound) : bound_(bound) {}

  // Once more. The key is not 0; its text counts when the key is new. Without a text the key is
  // the text itself: up to four characters (pipeline/plain_text.h).
  void add(std::uint64_t key, std::u16string_view text) { add(key, text, 1); }
  // All that the other holds, and the bound grows to hold it.
  void add(const Tally& other);

  // The `most` largest: by falling count, then by text.
  std::vector<Counted> largest(std::size_t most) const;
  std::uint32_t posts(std::uint64_t key) const;  // 0: not held
  std::uint32_t lost() const { return lost_; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const;  // of memory
  std::size_t text_bytes() const { return texts_.size() * sizeof(char16_t); }

  // What a snapshot holds, ascending by key.
  struct Entry {
    std::uint64_t key = 0;
    std::uint32_t posts = 0;
    std::u16string_view text;  // good until the tally changes
  };
  std::vector<Entry> entries() const;
  // The other way round, entry by entry; what exceeds the bound is forgotten.
  void put(const Entry& entry) { add(entry.key, entry.text, entry.posts); }
  void put_lost(std::uint32_t lost) { lost_ += lost; }
  bool operator==(const Tally& other) const;

 private:
  struct Place {
    std::uint64_t key = 0;  // 0: empty
    std::uint32_t posts = 0;
    std::uint32_t text = 0;  // where it begins in texts_, its size ahead of it; 0: none
  };

  void add(std::uint64_t key, std::u16string_view text, std::uint32_t posts);
  Place& place_of(std::uint64_t key);
  std::u16string_view text_of(const Place& place) const;
  void forget_rarest();
  void rebuild(std::size_t places, std::uint32_t above);

  std::size_t bound_;
  std::size_t size_ = 0;
  std::uint32_t lost_ = 0;
  std::vector<Place> places_;  // by key: open addressing, a power of two, at most half full
  std::u16string texts_;
};

}  // namespace yuqing
