// See report_bursts.h.
#include "commands/report_bursts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <optional>

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
// Widths at which a topic is looked at, finest first; the finest that holds kUsualPosts counts.
constexpr std::array<std::int64_t, 6> kSteps = {kMinute,      5 * kMinute,   15 * kMinute,
                                                60 * kMinute, 360 * kMinute, 1440 * kMinute};
constexpr std::uint64_t kUsualPosts = 1;  // in a bucket, on average
constexpr std::size_t kFewestBuckets = 24;
constexpr std::size_t kMostBuckets = 100'000;

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

Expectation expectation(const std::deque<double>& past) {
  std::vector<double> counts(past.begin(), past.end());
  const double median = middle(counts);
  double sum = 0;
  const std::size_t kept = counts.size() - counts.size() / 10;  // not the highest tenth
  for (std::size_t i = 0; i < kept; i++) {
    sum += counts[i];
  }
  const double mean = std::max({median, sum / static_cast<double>(kept), kLeastRate});
  for (double& count : counts) {
    count = std::abs(count - median);
  }
  const double deviation = kMadToDeviation * middle(counts);
  return {.mean = mean, .variance = std::max(mean, deviation * deviation)};
}

// Walks over the buckets of one topic at one width.
class Walk {
 public:
  Walk(const Series& series, std::int64_t width, std::vector<Point> buckets, double looks)
      : series_(series), width_(width), buckets_(std::move(buckets)), penalty_(std::log10(looks)) {}

  std::vector<Burst> bursts() {
    for (std::size_t i = 0; i < buckets_.size(); i++) {
      if (burst_) {
        go_on(i);
      } else {
        look(i);
      }
    }
    if (burst_) {
      finish(true);
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

  void look(std::size_t i) {
    const double posts = count(i);
    if (past_.size() >= kFewestPast && posts >= kFewestPosts) {
      expected_ = expectation(past_);
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
      finish(false);
    } else if (i - first_ >= kPast) {
      // What lasts as long as all the past that is known is no burst any more but a new level.
      past_.clear();
      for (std::size_t level = i - kFewestPast; level <= i; level++) {
        remember(count(level));
      }
      finish(true);
    }
  }

  void finish(bool is_open) {
    burst_->range.end_ms = buckets_[last_].start_ms + width_;
    burst_->is_open = is_open;
    burst_->severity = std::clamp(burst_->severity, 1.0, 10.0);
    found_.push_back(*burst_);
    burst_.reset();
  }

  const Series& series_;
  const std::int64_t width_;
  const std::vector<Point> buckets_;
  const double penalty_;  // so many looks find something now and then by chance
  std::deque<double> past_;
  Expectation expected_;
  std::optional<Burst> burst_;
  std::size_t first_ = 0;  // bucket of the burst
  std::size_t last_ = 0;   // newest bucket above the floor
  std::vector<Burst> found_;
};

void add(Opinions& sum, const Opinions& more) {
  sum.negative += more.negative;
  sum.neutral += more.neutral;
  sum.positive += more.positive;
}

// The sums of a burst and of its past, from the windows themselves.
void fill(Burst& burst, const Series& series) {
  for (const Point& point : series.points) {
    if (burst.range.holds(point.start_ms)) {
      burst.posts += point.posts;
      add(burst.opinions, point.opinions);
    } else if (burst.baseline.holds(point.start_ms)) {
      burst.base_posts += point.posts;
      add(burst.base_opinions, point.opinions);
    }
  }
}

// The window with most posts in the bucket with most: one window alone is chance where few post.
void find_peak(Burst& burst, const Series& series) {
  const std::vector<Point> buckets = buckets_of(series, burst.range, burst.width_ms);
  const std::int64_t peak = std::ranges::max_element(buckets, {}, &Point::posts)->start_ms;
  const Range range{.begin_ms = std::max(peak, burst.range.begin_ms),
                    .end_ms = peak + burst.width_ms};
  for (const Point& point : series.points) {
    if (range.holds(point.start_ms) && point.posts > burst.peak_posts) {
      burst.peak_posts = point.posts;
      burst.peak_ms = point.start_ms;
    }
  }
}

double excess(const Burst& burst) {
  const auto buckets =
      static_cast<double>((burst.range.end_ms - burst.range.begin_ms) / burst.width_ms);
  return std::max(0.0, static_cast<double>(burst.posts) - burst.expected * buckets);
}

// Whether finer bursts say most of what a coarse one says.
bool is_told(const Burst& coarse, const std::vector<Burst>& finer) {
  double told = 0;
  for (const Burst& fine : finer) {
    if (fine.range.begin_ms < coarse.range.end_ms && coarse.range.begin_ms < fine.range.end_ms) {
      told += excess(fine);
    }
  }
  return told * 2 >= excess(coarse);
}

std::vector<std::int64_t> widths_of(const Series& series, const Timeline& timeline) {
  std::vector<std::int64_t> widths;
  const std::int64_t length = timeline.range.end_ms - timeline.range.begin_ms;
  for (const std::int64_t step : kSteps) {
    const std::int64_t width = std::max(step, timeline.window_ms);
    const auto buckets = static_cast<std::size_t>(length / width);
    const bool fits = width % timeline.window_ms == 0 && buckets >= kFewestBuckets &&
                      buckets <= kMostBuckets && series.sum.total() >= kUsualPosts * buckets;
    if (fits && (widths.empty() || widths.back() != width)) {
      widths.push_back(width);
    }
  }
  return widths;
}

std::vector<Burst> bursts_of(const Series& series, const Timeline& timeline, double looks) {
  std::vector<Burst> found;
  for (const std::int64_t width : widths_of(series, timeline)) {
    Walk walk(series, width, buckets_of(series, timeline.range, width), looks);
    for (Burst& burst : walk.bursts()) {
      burst.range.begin_ms = std::max(burst.range.begin_ms, timeline.range.begin_ms);
      burst.baseline.begin_ms = std::max(burst.baseline.begin_ms, timeline.range.begin_ms);
      burst.range.end_ms = std::min(burst.range.end_ms, timeline.range.end_ms);
      fill(burst, series);
      if (!is_told(burst, found)) {
        find_peak(burst, series);
        found.push_back(burst);
      }
    }
  }
  return found;
}

}  // namespace

Bursts find_bursts(const Timeline& timeline) {
  Bursts bursts;
  double looks = 0;
  for (const Series& series : timeline.series) {
    for (const std::int64_t width : widths_of(series, timeline)) {
      looks += series.is_entity()
                   ? 0
                   : static_cast<double>((timeline.range.end_ms - timeline.range.begin_ms) / width);
    }
  }
  bursts.is_long_enough = looks > 0;
  for (const Series& series : timeline.series) {
    if (!series.is_entity()) {
      const std::vector<Burst> found = bursts_of(series, timeline, std::max(1.0, looks));
      bursts.shown.insert(bursts.shown.end(), found.begin(), found.end());
    }
  }
  std::ranges::stable_sort(bursts.shown, [](const Burst& a, const Burst& b) {
    return a.severity != b.severity ? a.severity > b.severity : excess(a) > excess(b);
  });
  if (bursts.shown.size() > kMostBursts) {
    bursts.not_shown = bursts.shown.size() - kMostBursts;
    bursts.shown.resize(kMostBursts);
  }
  std::ranges::sort(bursts.shown, [](const Burst& a, const Burst& b) {
    return a.range.begin_ms != b.range.begin_ms ? a.range.begin_ms < b.range.begin_ms
                                                : a.tag < b.tag;
  });
  return bursts;
}

}  // namespace yuqing
