// See burst_walk.h; the rules stand in docs/report.md.
#include "pipeline/burst_walk.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace yuqing {
namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::size_t kPast = 96;        // buckets that are remembered
constexpr std::size_t kFewestPast = 12;  // before anything can be a burst
constexpr std::size_t kLately = 24;      // the newest of them, which follow the hours of a day
constexpr std::size_t kDaysAgo = 3;      // that are asked for the same hour
constexpr std::size_t kHold = 3;         // quiet buckets that end a burst
constexpr double kFewestPosts = 10;      // in the bucket that begins a burst
constexpr double kFewestTimes = 2;       // the expected number
constexpr double kLeastSurprise = 2;     // after the correction for how often was looked
constexpr double kLeastRate = 0.5;
constexpr double kUsualUnevenness = 0.1;  // of posts, where little is known
// Of a difference of two normal counts: its highest tenth begins at so many of their deviations.
constexpr double kTenthOfDifferences = 2.3262;

// What a bucket of a topic is expected to hold.
struct Expectation {
  double mean = kLeastRate;
  double variance = kLeastRate;

  // Counts of posts vary more than those of raindrops, so both are scaled down to a Poisson count.
  double surprise(double count) const {
    const double scale = variance / mean;
    return poisson_surprise(count / scale, mean / scale);
  }
};

double middle(std::vector<double>& sorted) {
  std::ranges::sort(sorted);
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// Without the highest tenth.
double trimmed_mean(const std::vector<double>& sorted) {
  const std::size_t kept = sorted.size() - sorted.size() / 10;
  return std::accumulate(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(kept), 0.0) /
         static_cast<double>(kept);
}

// Buckets of the past that belong to no burst.
class Past {
 public:
  std::size_t size() const { return counts_.size(); }
  void clear() { counts_.clear(); }
  void remember(double posts) {
    counts_.push_back(posts);
    if (counts_.size() > kPast) {
      counts_.erase(counts_.begin());
    }
  }

  // Whether a count can be that many times the median of the newest ones. Says so without sorting,
  // which spares most buckets the rest: when fewer than half are so small, the median is not.
  bool is_exceeded(double count) const {
    std::size_t small = 0;
    const std::size_t lately = std::min(kLately, counts_.size());
    for (std::size_t i = counts_.size() - lately; i < counts_.size(); i++) {
      small += counts_[i] * kFewestTimes <= count ? 1 : 0;
    }
    return small * 2 >= lately;
  }

  double lately() const { return level(std::min(kLately, counts_.size())); }
  double level() const { return level(counts_.size()); }

  // How much the counts vary beyond those of raindrops, by their mean squared. Neighbours are held
  // beside each other, so the hours of a day do not count as variation.
  double unevenness() const {
    std::vector<double> steps;
    steps.reserve(counts_.size());
    for (std::size_t i = 1; i < counts_.size(); i++) {
      steps.push_back(std::abs(counts_[i] - counts_[i - 1]));
    }
    std::ranges::sort(steps);
    const double deviation = steps[steps.size() - 1 - steps.size() / 10] / kTenthOfDifferences;
    const double mean = std::max(level(), kLeastRate);
    const double found = std::max(0.0, deviation * deviation - mean) / (mean * mean);
    const auto steps_known = static_cast<double>(steps.size());
    return (steps_known * found + kLately * kUsualUnevenness) / (steps_known + kLately);
  }

 private:
  // The larger one of median and mean: one of many small counts is often 0.
  double level(std::size_t newest) const {
    std::vector<double> counts(counts_.end() - static_cast<std::ptrdiff_t>(newest), counts_.end());
    const double median = middle(counts);
    return std::max(median, trimmed_mean(counts));
  }

  std::vector<double> counts_;
};

// Walks over the buckets of one topic at one width.
class Walk {
 public:
  Walk(std::span<const Point> buckets, const WalkPlan& plan)
      : buckets_(buckets),
        width_(plan.width_ms),
        end_(plan.end_ms),
        penalty_(std::log10(plan.looks)) {}

  std::vector<Burst> bursts() {
    for (std::size_t i = 0; i < buckets_.size(); i++) {
      if (burst_) {
        go_on(i);
      } else {
        look(i);
      }
    }
    if (burst_) {
      burst_->is_open = true;
      finish();
    }
    return std::move(found_);
  }

 private:
  double count(std::size_t i) const { return static_cast<double>(buckets_[i].posts); }
  bool is_over(std::size_t i) const { return buckets_[i].start_ms + width_ <= end_; }

  // Median over the last 24 hours, as far as they are known.
  double day_median(std::size_t i) const {
    const std::size_t first = i - std::min(i, buckets_of_day());
    std::vector<double> counts;
    counts.reserve(i - first);
    for (std::size_t k = first; k < i; k++) {
      counts.push_back(count(k));
    }
    return middle(counts);
  }

  std::size_t buckets_of_day() const { return static_cast<std::size_t>(kDay / width_); }

  // Mean of the hour around this time, that many days ago; nothing if that is not known, or was a
  // burst.
  std::optional<double> days_ago(std::size_t i, std::size_t days) const {
    const std::size_t day = buckets_of_day();
    const std::size_t around = std::clamp<std::size_t>(day / 24, 1, 6);
    if (i < days * day + around || day < 12) {
      return std::nullopt;
    }
    double sum = 0;
    std::size_t known = 0;
    for (std::size_t k = i - days * day - around; k <= i - days * day + around; k++) {
      sum += in_burst_[k] ? 0 : count(k);
      known += in_burst_[k] ? 0 : 1;
    }
    return known > around ? std::optional(sum / static_cast<double>(known)) : std::nullopt;
  }

  // What is usual at this hour. Where nothing tells of it, the whole day does.
  double usual(std::size_t i) const {
    for (std::size_t days = 1; days <= kDaysAgo; days++) {
      if (const std::optional<double> ago = days_ago(i, days)) {
        return *ago;
      }
    }
    return std::max(past_.level(), day_median(i));
  }

  // Whether a burst begins. What is dear to know is asked last: most buckets are like others.
  bool begins(std::size_t i) {
    const double posts = count(i);
    if (past_.size() < kFewestPast || posts < kFewestPosts || !past_.is_exceeded(posts)) {
      return false;
    }
    expected_.mean = std::max(past_.lately(), kLeastRate);
    if (posts >= kFewestTimes * expected_.mean) {
      expected_.mean = std::max(expected_.mean, usual(i));  // that people wake up is no burst
    }
    if (posts < kFewestTimes * expected_.mean) {
      return false;
    }
    expected_.variance = expected_.mean + past_.unevenness() * expected_.mean * expected_.mean;
    return surprise(i) >= kLeastSurprise;
  }

  double surprise(std::size_t i) const { return expected_.surprise(count(i)) - penalty_; }

  void look(std::size_t i) {
    if (begins(i)) {
      begin(i);
    } else {
      past_.remember(count(i));
    }
  }

  void begin(std::size_t i) {
    burst_.emplace();
    burst_->width_ms = width_;
    const std::int64_t start = buckets_[i].start_ms;
    burst_->range.begin_ms = start;
    burst_->baseline = {start - static_cast<std::int64_t>(past_.size()) * width_, start};
    burst_->expected = expected_.mean;
    burst_->severity = surprise(i);
    first_ = last_ = i;
  }

  void go_on(std::size_t i) {
    const double floor = expected_.mean + 3 * std::sqrt(expected_.variance);
    if (count(i) > floor && count(i) >= 1.5 * expected_.mean) {
      last_ = i;
      burst_->severity = std::max(burst_->severity, surprise(i));
    }
    if (i - last_ >= kHold && is_over(i)) {
      for (std::size_t quiet = last_ + 1; quiet <= i; quiet++) {
        past_.remember(count(quiet));
      }
      finish();
    } else if (i - first_ >= kPast) {
      // What lasts as long as all the past that is known is no burst any more but a new level.
      past_.clear();
      for (std::size_t level = i - kFewestPast; level <= i; level++) {
        past_.remember(count(level));
      }
      burst_->is_level = burst_->is_open = true;
      finish();
    }
  }

  void finish() {
    std::fill(in_burst_.begin() + static_cast<std::ptrdiff_t>(first_),
              in_burst_.begin() + static_cast<std::ptrdiff_t>(last_) + 1, true);
    burst_->range.end_ms = buckets_[last_].start_ms + width_;
    burst_->severity = std::clamp(burst_->severity, 1.0, 10.0);
    found_.push_back(*burst_);
    burst_.reset();
  }

  const std::span<const Point> buckets_;
  const std::int64_t width_;
  const std::int64_t end_;
  const double penalty_;
  Past past_;
  std::vector<bool> in_burst_ = std::vector<bool>(buckets_.size());
  Expectation expected_;
  std::optional<Burst> burst_;
  std::size_t first_ = 0;  // bucket of the burst
  std::size_t last_ = 0;   // newest bucket above the floor
  std::vector<Burst> found_;
};

}  // namespace

std::vector<Burst> walked_bursts(std::span<const Point> buckets, const WalkPlan& plan) {
  return Walk(buckets, plan).bursts();
}

}  // namespace yuqing
