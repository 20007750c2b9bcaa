// See tally.h.
#include "pipeline/tally.h"

#include <algorithm>

#include "pipeline/plain_text.h"

namespace yuqing {
namespace {

constexpr std::size_t kFirstPlaces = 16;

// Keys are hashes or a few characters: one multiplication spreads both.
std::size_t home_of(std::uint64_t key, std::size_t places) {
  return (key * 0x9E3779B97F4A7C15U >> 32) & (places - 1);
}

// Of equal counts the order of texts decides, so all that may be among them are sorted.
std::uint32_t least_of(std::vector<std::uint32_t> counts, std::size_t most) {
  if (counts.size() <= most) {
    return 0;
  }
  const auto last = counts.begin() + static_cast<std::ptrdiff_t>(most - 1);
  std::ranges::nth_element(counts, last, std::ranges::greater());
  return *last;
}

}  // namespace

void Tally::add(std::uint64_t key, std::u16string_view text, std::uint32_t posts) {
  if (places_.empty()) {
    places_.resize(kFirstPlaces);
  }
  Place* place = &place_of(key);
  if (place->key == 0) {
    if (size_ == bound_) {
      forget_rarest();
      place = &place_of(key);
    } else if (2 * (size_ + 1) > places_.size()) {
      rebuild(places_.size() * 2, 0);
      place = &place_of(key);
    }
    place->key = key;
    if (!text.empty()) {
      texts_ += static_cast<char16_t>(text.size());
      place->text = static_cast<std::uint32_t>(texts_.size());
      texts_ += text;
    }
    size_++;
  }
  place->posts += posts;
}

Tally::Place& Tally::place_of(std::uint64_t key) {
  std::size_t at = home_of(key, places_.size());
  while (places_[at].key != 0 && places_[at].key != key) {
    at = (at + 1) & (places_.size() - 1);
  }
  return places_[at];
}

std::u16string_view Tally::text_of(const Place& place) const {
  return place.text == 0 ? std::u16string_view()
                         : std::u16string_view(texts_).substr(place.text, texts_[place.text - 1]);
}

// Everything up to a count that leaves at most three quarters: forgetting takes its time, and comes
// again only when a quarter of the room is used up.
void Tally::forget_rarest() {
  std::vector<std::uint32_t> counts;
  counts.reserve(size_);
  for (const Place& place : places_) {
    if (place.key != 0) {
      counts.push_back(place.posts);
    }
  }
  const auto quarter = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 4);
  std::ranges::nth_element(counts, quarter);
  lost_ += *quarter;
  rebuild(places_.size(), *quarter);
}

void Tally::rebuild(std::size_t places, std::uint32_t above) {
  std::vector<Place> old(places);
  old.swap(places_);
  std::u16string texts;
  texts.swap(texts_);
  size_ = 0;
  for (const Place& held : old) {
    if (held.key == 0 || held.posts <= above) {
      continue;
    }
    Place& place = place_of(held.key);
    place = held;
    size_++;
    if (held.text != 0) {
      texts_.append(texts, held.text - 1, std::size_t{1} + texts[held.text - 1]);
      place.text = static_cast<std::uint32_t>(texts_.size() - texts[held.text - 1]);
    }
  }
}

void Tally::add(const Tally& other) {
  bound_ = std::max(bound_, size_ + other.size_);
  for (const Place& place : other.places_) {
    if (place.key != 0) {
      add(place.key, other.text_of(place), place.posts);
    }
  }
  lost_ += other.lost_;
}

std::vector<Counted> Tally::largest(std::size_t most) const {
  std::vector<std::uint32_t> counts;
  counts.reserve(size_);
  for (const Place& place : places_) {
    if (place.key != 0) {
      counts.push_back(place.posts);
    }
  }
  if (most == 0 || counts.empty()) {
    return {};
  }
  const std::uint32_t least = least_of(std::move(counts), most);
  std::vector<Counted> found;
  for (const Place& place : places_) {
    if (place.key != 0 && place.posts >= least) {
      const std::u16string_view text = text_of(place);
      found.push_back({.key = place.key,
                       .posts = place.posts,
                       .text = utf8_of(text.empty() ? packed_text(place.key) : text)});
    }
  }
  std::ranges::sort(found, [](const Counted& a, const Counted& b) {
    return a.posts != b.posts ? a.posts > b.posts : a.text < b.text;
  });
  found.resize(std::min(found.size(), most));
  return found;
}

std::uint32_t Tally::posts(std::uint64_t key) const {
  if (places_.empty()) {
    return 0;
  }
  std::size_t at = home_of(key, places_.size());
  while (places_[at].key != 0 && places_[at].key != key) {
    at = (at + 1) & (places_.size() - 1);
  }
  return places_[at].posts;
}

std::size_t Tally::bytes() const {
  return places_.capacity() * sizeof(Place) + texts_.capacity() * sizeof(char16_t);
}

std::vector<Tally::Entry> Tally::entries() const {
  std::vector<Entry> found;
  found.reserve(size_);
  for (const Place& place : places_) {
    if (place.key != 0) {
      found.push_back({.key = place.key, .posts = place.posts, .text = text_of(place)});
    }
  }
  std::ranges::sort(found, {}, &Entry::key);
  return found;
}

bool Tally::operator==(const Tally& other) const {
  return lost_ == other.lost_ &&
         std::ranges::equal(entries(), other.entries(), [](const Entry& a, const Entry& b) {
           return a.key == b.key && a.posts == b.posts && a.text == b.text;
         });
}

}  // namespace yuqing
