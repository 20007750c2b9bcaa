// See gists.h.
#include "pipeline/gists.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <numeric>
#include <span>

#include "pipeline/mixed.h"

namespace yuqing {
namespace {

// Held at most before it is tidied up.
constexpr std::size_t kMostRoom = Gists::kExact + Gists::kExact / 4;
// Below so many, every two gists are compared.
constexpr std::size_t kFew = 48;

// Sets of gists that are joined.
class Families {
 public:
  explicit Families(std::span<const std::uint64_t> gists)
      : gists_(gists), parents_(gists.size()), count_(gists.size()) {
    std::iota(parents_.begin(), parents_.end(), std::uint16_t{0});
    sizes_.assign(gists.size(), 1);
  }

  void compare(std::size_t a, std::size_t b) {
    if (are_near(gists_[a], gists_[b])) {
      join(a, b);
    }
  }
  std::size_t count() const { return count_; }
  // How many families have so many members.
  std::size_t count_of(std::uint16_t members) const {
    return static_cast<std::size_t>(std::ranges::count(sizes_, members));
  }

 private:
  std::size_t root_of(std::size_t place) {
    while (parents_[place] != place) {
      parents_[place] = parents_[parents_[place]];
      place = parents_[place];
    }
    return place;
  }
  void join(std::size_t a, std::size_t b) {
    const std::size_t one = root_of(a);
    const std::size_t other = root_of(b);
    if (one != other) {
      parents_[std::max(one, other)] = static_cast<std::uint16_t>(std::min(one, other));
      const auto members = static_cast<std::uint16_t>(sizes_[one] + sizes_[other]);
      sizes_[std::max(one, other)] = 0;
      sizes_[std::min(one, other)] = members;
      count_--;
    }
  }

  std::span<const std::uint64_t> gists_;
  std::vector<std::uint16_t> parents_;
  std::vector<std::uint16_t> sizes_;  // at the root of a family: its members, else 0
  std::size_t count_;
};

// Two near-copies have 9 of 16 places equal, so of 8 pairs of places at least one is equal: only
// gists that share such a pair need to be compared.
void compare_by_pairs(std::span<const std::uint64_t> gists, Families& families) {
  static_assert(Gists::kNear > Gists::kPlaces / 2);
  std::vector<std::uint16_t> order(gists.size());
  for (unsigned shift = 0; shift < 64; shift += 8) {
    const auto pair_of = [&](std::size_t i) { return gists[i] >> shift & 0xFF; };
    std::array<std::uint16_t, 257> begins = {};
    for (std::size_t i = 0; i < gists.size(); i++) {
      begins.at(pair_of(i) + 1)++;
    }
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::array<std::uint16_t, 257> ends = begins;
    for (std::size_t i = 0; i < gists.size(); i++) {
      const std::uint16_t place = ends.at(pair_of(i))++;
      for (std::size_t other = begins.at(pair_of(i)); other < place; other++) {
        families.compare(order[other], i);
      }
      order[place] = static_cast<std::uint16_t>(i);
    }
  }
}

Families families_of(std::span<const std::uint64_t> gists) {
  Families families(gists);
  if (gists.size() >= kFew) {
    compare_by_pairs(gists, families);
    return families;
  }
  for (std::size_t a = 1; a < gists.size(); a++) {
    for (std::size_t b = 0; b < a; b++) {
      families.compare(a, b);
    }
  }
  return families;
}

// How many families there are, of which a sample of kExact of all the gists holds some: how many it
// does not hold is told by how many it holds with one member and with two (A. Chao and C.-W. Lin,
// "Nonparametric lower bounds for species richness and shared species richness under sampling
// without replacement", 2012). Exact where families have the same size, whichever that is.
std::uint64_t estimate(const Families& sample, std::uint64_t all) {
  const std::uint64_t once = sample.count_of(1);
  const std::uint64_t unseen = all > Gists::kExact ? all - Gists::kExact : 0;
  const std::uint64_t divisor = 2 * sample.count_of(2) * unseen + once * Gists::kExact;
  return sample.count() + (divisor == 0 ? 0 : once * once * unseen / divisor);
}

}  // namespace

// A place is equal where all its 4 bits are.
bool are_near(std::uint64_t a, std::uint64_t b) {
  std::uint64_t differ = a ^ b;
  differ |= differ >> 2;
  differ |= differ >> 1;
  return std::popcount(differ & 0x1111111111111111) <= Gists::kPlaces - Gists::kNear;
}

void Gists::add(std::uint64_t gist) {
  if (gist != 0) {
    add_mixed(mixed(gist));
  }
}

void Gists::add_mixed(std::uint64_t mixed_gist) {
  if (is_sample_ && mixed_gist >= held_[kExact - 1]) {
    return;
  }
  if (held_.size() == held_.capacity()) {
    make_room();
    if (is_sample_ && mixed_gist >= held_[kExact - 1]) {
      return;
    }
  }
  held_.push_back(mixed_gist);
}

void Gists::make_room() {
  tidy();
  if (held_.size() * 4 >= held_.capacity() * 3) {
    const std::size_t more = held_.capacity() + held_.capacity() / 4 + 2;
    held_.reserve(std::min(more, kMostRoom));
  }
}

void Gists::tidy() {
  const auto border = held_.begin() + static_cast<std::ptrdiff_t>(sorted_);
  std::sort(border, held_.end());
  std::inplace_merge(held_.begin(), border, held_.end());
  held_.erase(std::unique(held_.begin(), held_.end()), held_.end());
  if (held_.size() > kExact) {
    held_.resize(kExact);
    is_sample_ = true;
  }
  sorted_ = static_cast<std::uint16_t>(held_.size());
}

void Gists::add(const Gists& other) {
  wordless_ += other.wordless_;
  std::ranges::for_each(other.held_, [this](std::uint64_t held) { add_mixed(held); });
  if (other.is_sample_ && !is_sample_) {
    tidy();
    is_sample_ = true;  // kExact at least came from the other
  }
}

std::vector<std::uint64_t> Gists::mixed_gists() const {
  Gists tidied = *this;
  tidied.tidy();
  return std::move(tidied.held_);
}

bool Gists::is_sample() const {
  Gists tidied = *this;
  tidied.tidy();
  return tidied.is_sample_;
}

// The largest of k values that are spread evenly tells how many there are: (k - 1) / value.
std::uint64_t Gists::families() const {
  if (held_.size() < 2) {
    return held_.size();
  }
  Gists tidied = *this;
  tidied.tidy();
  std::vector<std::uint64_t>& gists = tidied.held_;
  const std::uint64_t largest = gists.back();
  std::ranges::transform(gists, gists.begin(), unmixed);
  const Families families = families_of(gists);
  if (!tidied.is_sample_) {
    return families.count();
  }
  constexpr unsigned kCut = 24;  // bits of the value that do not matter, so that nothing overflows
  return estimate(families, ((kExact - 1) << (64 - kCut)) / ((largest >> kCut) + 1));
}

bool Gists::restore(std::vector<std::uint64_t> mixed_gists, bool is_sample,
                    std::uint32_t wordless) {
  const bool fits = is_sample ? mixed_gists.size() == kExact : mixed_gists.size() <= kExact;
  if (!fits ||
      std::ranges::adjacent_find(mixed_gists, std::greater_equal<>()) != mixed_gists.end()) {
    return false;
  }
  held_ = std::move(mixed_gists);
  sorted_ = static_cast<std::uint16_t>(held_.size());
  is_sample_ = is_sample;
  wordless_ = wordless;
  return true;
}

bool Gists::operator==(const Gists& other) const {
  return wordless_ == other.wordless_ && is_sample() == other.is_sample() &&
         mixed_gists() == other.mixed_gists();
}

}  // namespace yuqing
