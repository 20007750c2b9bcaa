// How many different texts a cell has: a text that is copied counts once, and so does one that is
// changed a little.
//
// A gist is 16 places of 4 bits (operators/traits.cc). Of two texts that share most of their
// words most places are equal: kNear of them make two texts near-copies, and near-copies of
// near-copies are one family. Exact up to kExact different gists; beyond, the kExact gists with the
// smallest mixed values are a fair sample of all. What is held depends on which gists were added
// and on nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace yuqing {

class Gists {
 public:
  static constexpr std::size_t kExact = 1024;
  static constexpr int kPlaces = 16;
  static constexpr int kNear = 9;

  // 0 is the gist of no text and is not counted.
  void add(std::uint64_t gist);
  void add(const Gists& other);

  // Families of near-copies; where only a sample is held, an estimate.
  std::uint64_t families() const;

  // Posts that should have words and have none, a picture or a link alone: each is a text of its
  // own, which can be taken back.
  void add_wordless() { wordless_++; }
  void take_wordless() { wordless_--; }
  std::uint64_t texts() const { return families() + wordless_; }

  std::size_t bytes() const { return held_.capacity() * sizeof(held_[0]); }  // of memory
  // What a snapshot holds: the mixed gists, ascending; kExact of them if it is a sample.
  std::vector<std::uint64_t> mixed_gists() const;
  bool is_sample() const;
  std::uint32_t wordless() const { return wordless_; }
  // The other way round; false when such a thing cannot have been held.
  bool restore(std::vector<std::uint64_t> mixed_gists, bool is_sample, std::uint32_t wordless);
  bool operator==(const Gists& other) const;

 private:
  void add_mixed(std::uint64_t mixed_gist);
  void make_room();
  void tidy();

  // New ones are put behind the others, and sorted in when the room is used up: most texts are new.
  std::vector<std::uint64_t> held_;
  std::uint32_t wordless_ = 0;
  std::uint16_t sorted_ = 0;  // so many of them at the front are ascending and different
  bool is_sample_ = false;    // more than kExact were seen
};

// Whether two gists are of near-copies.
bool are_near(std::uint64_t a, std::uint64_t b);

}  // namespace yuqing
