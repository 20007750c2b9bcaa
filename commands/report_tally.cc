// See report_tally.h.
#include "commands/report_tally.h"

#include <algorithm>

namespace yuqing {
namespace {

constexpr std::size_t kFirstPlaces = 1024;

std::uint64_t mixed(std::uint64_t key) {
  key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9U;
  key = (key ^ (key >> 27)) * 0x94D049BB133111EBU;
  return key ^ (key >> 31);
}

}  // namespace

std::uint64_t key_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  }
  return mixed(hash) | std::uint64_t{0xFFFF} << 48;
}

RangeTally::RangeTally(std::size_t most) : most_(most), places_(kFirstPlaces) {}

Tallied& RangeTally::place_of(std::uint64_t key) {
  const std::size_t mask = places_.size() - 1;
  std::size_t place = mixed(key) & mask;
  while (places_[place].key != 0 && places_[place].key != key) {
    place = (place + 1) & mask;
  }
  return places_[place];
}

void RangeTally::add(std::uint64_t key, bool is_now) {
  Tallied* place = &place_of(key);
  if (place->key == 0) {
    if (size_ == most_) {
      forget_rarest();
      place = &place_of(key);
    } else if ((size_ + 1) * 4 > places_.size() * 3) {
      rebuild(places_.size() * 2, 0);
      place = &place_of(key);
    }
    place->key = key;
    size_++;
  }
  (is_now ? place->now : place->before)++;
}

// Drops everything up to a count that leaves at least half of the room.
void RangeTally::forget_rarest() {
  std::vector<std::uint32_t> counts;
  counts.reserve(size_);
  for (const Tallied& place : places_) {
    if (place.key != 0) {
      counts.push_back(place.now + place.before);
    }
  }
  const auto half = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
  std::ranges::nth_element(counts, half);
  lost_ = std::max(lost_, *half);
  rebuild(places_.size(), *half);
}

void RangeTally::rebuild(std::size_t places, std::uint32_t above) {
  std::vector<Tallied> old(places);
  old.swap(places_);
  size_ = 0;
  for (const Tallied& place : old) {
    if (place.key != 0 && place.now + place.before > above) {
      place_of(place.key) = place;
      size_++;
    } else if (place.key != 0) {
      names_.erase(place.key);
    }
  }
}

void RangeTally::name(std::uint64_t key, const std::function<std::string()>& text) {
  const auto [entry, is_new] = names_.try_emplace(key);
  if (is_new) {
    entry->second = text();
  }
}

std::string_view RangeTally::name_of(std::uint64_t key) const {
  const auto found = names_.find(key);
  return found == names_.end() ? std::string_view() : std::string_view(found->second);
}

void RangeTally::for_each(const std::function<void(const Tallied&)>& see) const {
  for (const Tallied& place : places_) {
    if (place.key != 0) {
      see(place);
    }
  }
}

}  // namespace yuqing
