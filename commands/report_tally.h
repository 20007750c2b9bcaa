// How often things occur in two ranges of time, in bounded memory.
//
// A tally that is full forgets what is rarest, so counts of what is frequent stay exact or are too
// low by at most lost(). The same things in the same order leave the same tally.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace yuqing {

struct Tallied {
  std::uint64_t key = 0;  // 0 for an empty place
  std::uint32_t now = 0;
  std::uint32_t before = 0;
};

class RangeTally {
 public:
  // `most` things at a time, at least 2.
  explicit RangeTally(std::size_t most);

  void add(std::uint64_t key, bool is_now);
  // What a key stands for. `text` is asked only where it is not known yet.
  void name(std::uint64_t key, const std::function<std::string()>& text);
  std::string_view name_of(std::uint64_t key) const;  // empty where none was given

  void for_each(const std::function<void(const Tallied&)>& see) const;
  std::uint32_t lost() const { return lost_; }

 private:
  Tallied& place_of(std::uint64_t key);
  void forget_rarest();
  void rebuild(std::size_t places, std::uint32_t above);

  std::size_t most_;
  std::size_t size_ = 0;
  std::uint32_t lost_ = 0;
  std::vector<Tallied> places_;  // open addressing; a power of two
  std::unordered_map<std::uint64_t, std::string> names_;
};

// A hash of bytes that is never a packed term, see report_terms.h, and never 0.
std::uint64_t key_of(std::string_view text);

}  // namespace yuqing
