// See trends.h.
#include "pipeline/trends.h"

#include <algorithm>

#include "pipeline/lanes.h"

namespace yuqing {

void Trend::add(const Post& post, const Batch& batch) {
  posts++;
  for (const Hashtag& hashtag : batch.hashtags_of(post)) {
    hashtags.add(hashtag.key, batch.normal(hashtag.text));
  }
  if (!post.terms_sampled) {
    return;
  }
  sampled++;
  for (const TermKey& term : batch.terms_of(post)) {
    terms.add(term.key, batch.normal(term.text));
  }
}

void Trend::add(const Trend& other) {
  posts += other.posts;
  sampled += other.sampled;
  hashtags.add(other.hashtags);
  terms.add(other.terms);
}

Trend& TrendStretch::operator[](Tag tag) {
  if (tag >= places_.size()) {
    places_.resize(tag + std::size_t{1});
  }
  if (places_[tag] == 0) {
    trends_.push_back({.tag = tag, .trend = Trend(tag)});
    places_[tag] = static_cast<std::uint16_t>(trends_.size());
  }
  return trends_[places_[tag] - std::size_t{1}].trend;
}

const Trend* TrendStretch::find(Tag tag) const {
  return tag < places_.size() && places_[tag] != 0 ? &trends_[places_[tag] - std::size_t{1}].trend
                                                   : nullptr;
}

void TrendStretch::add(const Post& post, const Batch& batch) {
  (*this)[kAllPosts].add(post, batch);
  for (const Tag topic : batch.topics_of(post)) {
    (*this)[topic].add(post, batch);
  }
}

std::int64_t stretch_start(std::int64_t time_ms, std::int64_t window_ms) {
  return window_start(time_ms, stretch_ms(window_ms));
}

void Trends::add(const Post& post, const Batch& batch, std::int64_t window_ms,
                 std::int64_t newest_ms) {
  const std::int64_t newest = stretch_start(newest_ms, window_ms);
  const std::int64_t start = stretch_start(post.time_ms, window_ms);
  const std::int64_t oldest = newest - (kTrendStretches - 1) * stretch_ms(window_ms);
  while (!stretches_.empty() && stretches_.begin()->first < oldest) {
    stretches_.erase(stretches_.begin());
  }
  if (start >= oldest && start <= newest) {
    stretches_[start].add(post, batch);
  }
}

std::vector<std::int64_t> trend_starts(const Lanes& lanes) {
  std::vector<std::int64_t> starts;
  for (const std::uint32_t lane : lanes.owned()) {
    for (const auto& [start, stretch] : lanes[lane].trends.stretches()) {
      starts.push_back(start);
    }
  }
  std::ranges::sort(starts);
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

Trend merged_trend(const Lanes& lanes, Tag tag, std::int64_t from_ms, std::int64_t before_ms) {
  Trend sum(tag);
  for (const std::uint32_t lane : lanes.owned()) {
    const auto& stretches = lanes[lane].trends.stretches();
    for (auto it = stretches.lower_bound(from_ms); it != stretches.end() && it->first < before_ms;
         ++it) {
      if (const Trend* const trend = it->second.find(tag)) {
        sum.add(*trend);
      }
    }
  }
  return sum;
}

}  // namespace yuqing
