// See report_burst_walk.h; the rules stand in docs/report.md.
#include "commands/report_burst_walk.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>

namespace yuqing {
namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::size_t kPast = 96;        // buckets that are remembered
constexpr std::size_t kFewestPast = 12;  // before anything can be a burst
constexpr std::size_t kHold = 3;         // quiet buckets that end a burst
constexpr double kFewestPosts = 10;      // in the bucket that begins a burst
constexpr double kFewestTimes = 2;       // the expected number
constexpr double kLeastSurprise = 2;     // after the correction for how often was looked
constexpr double kLeastRate = 0.5;
constexpr double kMadToDeviation = 1.4826;

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

// From the past, but not less than a mean that is known otherwise.
Expectation expectation(const std::deque<double>& past, double least) {
  std::vector<double> counts(past.begin(), past.end());
  const double median = middle(counts);
  double sum = 0;
  const std::size_t kept = counts.size() - counts.size() / 10;  // not the highest tenth
  for (std::size_t i = 0; i < kept; i++) {
    sum += counts[i];
  }
  const double mean = std::max({median, sum / static_cast<double>(kept), least, kLeastRate});
  for (double& count : counts) {
    count = std::abs(count - median);
  }
  const double deviation = kMadToDeviation * middle(counts);
  return {.mean = mean, .variance = std::max(mean, deviation * deviation)};
}

// Walks over the buckets of one topic at one width.
class Walk {
 public:
  Walk(const Series& series, std::int64_t width, const std::vector<Point>& buckets, double looks)
      : series_(series), width_(width), buckets_(buckets), penalty_(std::log10(looks)) {}

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

  void remember(double posts) {
    past_.push_back(posts);
    if (past_.size() > kPast) {
      past_.pop_front();
    }
  }

  // Of the last 24 hours, as far as they are known: that people wake up is no burst.
  double day_median(std::size_t i) const {
    const std::size_t first = i - std::min(i, static_cast<std::size_t>(kDay / width_));
    std::vector<double> counts;
    counts.reserve(i - first);
    for (std::size_t k = first; k < i; k++) {
      counts.push_back(count(k));
    }
    return middle(counts);
  }

  void look(std::size_t i) {
    const double posts = count(i);
    if (past_.size() >= kFewestPast && posts >= kFewestPosts) {
      expected_ = expectation(past_, 0);
      if (posts >= kFewestTimes * expected_.mean) {
        expected_ = expectation(past_, day_median(i));
      }
      const double surprise = expected_.surprise(posts) - penalty_;
      if (posts >= kFewestTimes * expected_.mean && surprise >= kLeastSurprise) {
        begin(i, surprise);
        return;
      }
    }
    remember(posts);
  }

  void begin(std::size_t i, double surprise) {
    burst_.emplace(Burst{.tag = series_.tag,
                         .width_ms = width_,
                         .range = {},
                         .baseline = {},
                         .opinions = {},
                         .base_opinions = {}});
    const std::int64_t start = buckets_[i].start_ms;
    burst_->range.begin_ms = start;
    burst_->baseline = {start - static_cast<std::int64_t>(past_.size()) * width_, start};
    burst_->expected = expected_.mean;
    burst_->severity = surprise;
    first_ = last_ = i;
  }

  void go_on(std::size_t i) {
    const double floor = expected_.mean + 3 * std::sqrt(expected_.variance);
    if (count(i) > floor && count(i) >= 1.5 * expected_.mean) {
      last_ = i;
      burst_->severity = std::max(burst_->severity, expected_.surprise(count(i)) - penalty_);
    }
    if (i - last_ >= kHold) {
      for (std::size_t quiet = last_ + 1; quiet <= i; quiet++) {
        remember(count(quiet));
      }
      finish();
    } else if (i - first_ >= kPast) {
      // What lasts as long as all the past that is known is no burst any more but a new level.
      past_.clear();
      for (std::size_t level = i - kFewestPast; level <= i; level++) {
        remember(count(level));
      }
      burst_->is_level = burst_->is_open = true;
      finish();
    }
  }

  void finish() {
    burst_->range.end_ms = buckets_[last_].start_ms + width_;
    burst_->severity = std::clamp(burst_->severity, 1.0, 10.0);
    found_.push_back(*burst_);
    burst_.reset();
  }

  const Series& series_;
  const std::int64_t width_;
  const std::vector<Point>& buckets_;
  const double penalty_;
  std::deque<double> past_;
  Expectation expected_;
  std::optional<Burst> burst_;
  std::size_t first_ = 0;  // bucket of the burst
  std::size_t last_ = 0;   // newest bucket above the floor
  std::vector<Burst> found_;
};

}  // namespace

std::vector<Burst> walked_bursts(const Series& series, std::int64_t width_ms,
                                 const std::vector<Point>& buckets, double looks) {
  return Walk(series, width_ms, buckets, looks).bursts();
}

}  // namespace yuqing
