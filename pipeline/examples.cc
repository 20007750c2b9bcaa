// See examples.h.
#include "pipeline/examples.h"

#include <algorithm>

#include "pipeline/mixed.h"

namespace yuqing {

Examples& Examples::operator=(const Examples& other) {
  if (this != &other) {
    held_ = other.held_ == nullptr ? nullptr : std::make_unique<Held>(*other.held_);
  }
  return *this;
}

void Examples::add(Sentiment sentiment, std::uint64_t id) {
  if (id == 0) {
    return;
  }
  if (held_ == nullptr) {
    held_ = std::make_unique<Held>();
  }
  const auto which = static_cast<std::size_t>(sentiment);
  std::array<std::uint64_t, kMost>& ids = held_->ids.at(which);
  std::uint8_t& size = held_->sizes.at(which);
  if (size == kMost && mixed(id) >= mixed(ids.back())) {
    return;
  }
  const std::span<std::uint64_t> held = std::span(ids).first(size);
  const auto at = std::ranges::lower_bound(held, mixed(id), {}, mixed);
  if (at != held.end() && *at == id) {
    return;
  }
  const auto place = static_cast<std::size_t>(at - held.begin());
  size = static_cast<std::uint8_t>(std::min(size + std::size_t{1}, kMost));
  std::shift_right(ids.begin() + static_cast<std::ptrdiff_t>(place), ids.begin() + size, 1);
  ids.at(place) = id;
}

void Examples::add(const Examples& other) {
  for (std::size_t i = 0; i < kSentiments; i++) {
    const auto sentiment = static_cast<Sentiment>(i);
    for (const std::uint64_t id : other.of(sentiment)) {
      add(sentiment, id);
    }
  }
}

std::span<const std::uint64_t> Examples::of(Sentiment sentiment) const {
  if (held_ == nullptr) {
    return {};
  }
  const auto which = static_cast<std::size_t>(sentiment);
  return std::span(held_->ids.at(which)).first(held_->sizes.at(which));
}

bool Examples::operator==(const Examples& other) const {
  if (held_ == nullptr || other.held_ == nullptr) {
    return held_ == other.held_;
  }
  return *held_ == *other.held_;
}

}  // namespace yuqing
