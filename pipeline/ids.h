// The post ids that a lane has seen: a set of bounded size that forgets the oldest first.
//
// What it holds depends only on the order of the inserts, so duplicates are found the same way
// live, in a replay and after a restart. Memory grows with what is held, to 24 bytes an id.
#pragma once

#include <cstdint>
#include <vector>

namespace yuqing {

class IdSet {
 public:
  // Holds at most `bound` ids; 0 holds none and finds no duplicate.
  explicit IdSet(std::size_t bound) : bound_(bound) {}

  // False when the id is in the set already.
  bool insert(std::uint64_t id);
  // Starts to fetch the memory that insert(id) will need.
  void prefetch(std::uint64_t id) const;

  std::size_t size() const { return ring_.size(); }
  // The ids from oldest to newest; inserting them in this order makes the same set.
  std::vector<std::uint64_t> in_order() const;

 private:
  std::size_t slot_of(std::uint64_t id) const;
  void grow();
  void erase(std::uint64_t id);

  std::size_t bound_;
  std::vector<std::uint64_t> ring_;  // in order of insertion, from oldest_ on, wrapping
  std::size_t oldest_ = 0;
  std::vector<std::uint64_t> slots_;  // open addressing, at most half full; 0 is empty
  bool has_zero_ = false;
};

}  // namespace yuqing
