// See recorded_series.h. Sums of sums come from prefix sums, in integers; a rate is divided last.
#include "operators/recorded_series.h"

#include <algorithm>

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;

}  // namespace

RecordedVolume::RecordedVolume(std::int64_t window_ms)
    : window_ms_(window_ms), span_(std::max<std::int64_t>(5 * kMinute / window_ms, 1)) {}

void RecordedVolume::add(std::int64_t window, std::uint64_t posts) {
  Upto sum = totals_.empty() ? Upto() : totals_.back();
  const auto more = static_cast<std::int64_t>(posts);
  sum = {.window = window, .posts = sum.posts + more, .moments = sum.moments + more * window};
  totals_.push_back(sum);
}

double RecordedVolume::rate(std::int64_t window) const {
  const std::int64_t posts = upto(window).posts - upto(window - span_).posts;
  return static_cast<double>(posts) * 1000 / static_cast<double>(span_ * window_ms_);
}

std::optional<double> RecordedVolume::rate_of_hour(std::int64_t window) const {
  const std::int64_t last = window - windows_in(10);
  const std::int64_t before = std::max<std::int64_t>(window - windows_in(70), 0);
  if (last <= before) {
    return std::nullopt;
  }
  const std::int64_t posts = sum_of_totals(last) - sum_of_totals(before) -
                             sum_of_totals(last - span_) + sum_of_totals(before - span_);
  return static_cast<double>(posts) * 1000 /
         static_cast<double>((last - before) * span_ * window_ms_);
}

RecordedVolume::Upto RecordedVolume::upto(std::int64_t window) const {
  const auto behind = std::ranges::upper_bound(totals_, window, {}, &Upto::window);
  return behind == totals_.begin() ? Upto() : *(behind - 1);
}

// The total at each window up to this one, added up: a post counts from its window on.
std::int64_t RecordedVolume::sum_of_totals(std::int64_t window) const {
  const Upto sum = upto(window);
  return sum.posts * (window + 1) - sum.moments;
}

std::int64_t RecordedVolume::windows_in(std::int64_t minutes) const {
  return (minutes * kMinute + window_ms_ - 1) / window_ms_;
}

}  // namespace yuqing
