// See findings.h.
#include "pipeline/findings.h"

#include <algorithm>

#include "pipeline/cell_series.h"
#include "pipeline/merge.h"
#include "pipeline/past.h"

namespace yuqing {
namespace {

constexpr std::chrono::seconds kFresh{1};
constexpr std::uint64_t kFewestSaid = 5;  // posts that a rising hashtag or term stands in
constexpr Telling kTelling = {.most = kShownRises, .seams = 1, .looked = 48};

std::int64_t complete_window(std::int64_t event_ms, std::int64_t window_ms) {
  return event_ms == kNoTime ? kNoTime : window_start(event_ms, window_ms) - window_ms;
}

// What of the lanes fits together, taken at one moment.
struct Moment {
  Findings findings;
  std::vector<std::string> names;  // by tag
  std::vector<TaggedCell> now;
  std::vector<TaggedCell> previous;
  std::vector<std::vector<PastPoint>> past;
};

Moment moment_of(const Lanes& lanes) {
  Moment moment;
  Findings& findings = moment.findings;
  findings.window_ms = lanes.windowing().size.count();
  const std::lock_guard lock(lanes.mutex());
  moment.names = lanes.tags().names();
  for (const std::uint32_t index : lanes.owned()) {
    const Lane& lane = lanes[index];
    findings.counters.add(lane.counters);
    findings.event_ms = std::max(findings.event_ms, lane.newest_event_ms);
    findings.waiting += static_cast<std::uint64_t>(
        std::max<std::int64_t>(lane.end - std::max<std::int64_t>(lane.next, 0), 0));
  }
  findings.start_ms = complete_window(findings.event_ms, findings.window_ms);
  if (findings.start_ms != kNoTime) {
    moment.now = merged_window(lanes, findings.start_ms);
    moment.previous = merged_window(lanes, findings.start_ms - findings.window_ms);
    moment.past = merged_past(lanes);
  }
  moment.past.resize(moment.names.size());
  return moment;
}

// Up to the end of now: what comes later is not complete.
std::vector<Point> points_of(const std::vector<PastPoint>& past, std::int64_t end_ms) {
  std::vector<Point> points;
  points.reserve(past.size());
  for (const PastPoint& point : past) {
    if (point.start_ms < end_ms) {
      const Past& sums = point.sums;
      points.push_back({.start_ms = point.start_ms,
                        .posts = sums.posts,
                        .opinions = {sums.negative, sums.neutral, sums.positive}});
    }
  }
  return points;
}

// `count` steps from `start_ms` on.
Steps steps_of(const std::vector<Point>& points, std::int64_t start_ms, std::int64_t step_ms,
               std::int64_t count) {
  Steps steps{.start_ms = start_ms, .step_ms = step_ms, .points = {}};
  steps.points.resize(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; i++) {
    steps.points[static_cast<std::size_t>(i)].start_ms = start_ms + i * step_ms;
  }
  for (const Point& point : points) {
    if (point.start_ms >= start_ms && point.start_ms < start_ms + count * step_ms) {
      Point& step = steps.points[static_cast<std::size_t>((point.start_ms - start_ms) / step_ms)];
      step.posts += point.posts;
      step.opinions.add(point.opinions);
    }
  }
  return steps;
}

// Terms are counted in a sample of the posts: so would these hashtags be.
std::vector<Rise> in_sample(std::vector<Rise> hashtags, const Trend& trend) {
  for (Rise& hashtag : hashtags) {
    hashtag.now = hashtag.now * trend.sampled / std::max<std::uint64_t>(trend.posts, 1);
  }
  return hashtags;
}

// Terms that rose and that no hashtag tells.
std::vector<Rise> risen_terms(const Trend& now, const Trend& before,
                              const std::vector<Rise>& hashtags) {
  return told_terms(risen({now.terms, now.sampled}, {before.terms, before.sampled}, kFewestSaid),
                    in_sample(hashtags, now), kTelling);
}

// The past of the job up to the end of now, for one topic.
class Teller {
 public:
  Teller(const Lanes& lanes, const Moment& moment)
      : lanes_(lanes),
        moment_(moment),
        window_(moment.findings.window_ms),
        range_{.begin_ms = moment.findings.start_ms, .end_ms = moment.findings.start_ms + window_} {
    if (!moment.past[kAllPosts].empty()) {
      range_.begin_ms = std::min(range_.begin_ms, moment.past[kAllPosts].front().start_ms);
      range_.begin_ms = std::max(range_.begin_ms, range_.end_ms - kLiveWindows * window_);
    }
  }

  TopicFindings topic(Tag tag) const {
    TopicFindings found;
    found.tag = tag;
    found.id = moment_.names[tag];
    if (moment_.findings.start_ms == kNoTime) {
      return found;
    }
    add_windows(found);
    const std::vector<Point> points = points_of(moment_.past[tag], range_.end_ms);
    add_steps(found, points);
    found.shift = shift_at(points, range_.end_ms, window_);
    add_bursts(found, points);
    add_trends(found);
    return found;
  }

 private:
  void add_windows(TopicFindings& found) const {
    const auto of_topic = [&](const std::vector<TaggedCell>& cells) {
      const auto at = std::ranges::lower_bound(cells, found.tag, {}, &TaggedCell::tag);
      return at != cells.end() && at->tag == found.tag ? &*at : nullptr;
    };
    if (const TaggedCell* const now = of_topic(moment_.now)) {
      found.now = now->cell;
      found.authors = now->authors.count();
      found.texts = now->texts();
      found.examples = now->examples;
    }
    if (const TaggedCell* const previous = of_topic(moment_.previous)) {
      found.previous = previous->cell;
    }
  }

  void add_steps(TopicFindings& found, const std::vector<Point>& points) const {
    found.recent =
        steps_of(points, range_.end_ms - kRecentWindows * window_, window_, kRecentWindows);
    const std::int64_t step = kStepWindows * window_;
    const std::int64_t last = window_start(moment_.findings.start_ms, step);
    const std::int64_t first =
        std::max(window_start(range_.begin_ms, step), last - (kPastSteps - 1) * step);
    found.past = steps_of(points, first, step, (last - first) / step + 1);
  }

  void add_bursts(TopicFindings& found, const std::vector<Point>& points) const {
    std::vector<Burst> bursts = live_bursts(found.tag, points, range_, window_);
    // The one that runs first, the worst of several; then the newest ones.
    std::ranges::stable_sort(bursts, [](const Burst& a, const Burst& b) {
      if (a.runs() != b.runs() || a.runs()) {
        return a.runs() && (!b.runs() || a.severity > b.severity);
      }
      return a.range.begin_ms > b.range.begin_ms;
    });
    bursts.resize(std::min(bursts.size(), kShownBursts));
    for (const Burst& burst : bursts) {
      found.bursts.push_back(with_cause(burst));
    }
  }

  // Of one that has run for longer than is remembered: what rose lately.
  LiveBurst with_cause(const Burst& burst) const {
    std::int64_t begin = stretch_start(burst.range.begin_ms, window_);
    Trend before = trend(burst.tag, INT64_MIN, begin);
    if (before.posts == 0 && burst.runs()) {
      begin = lately();
      before = trend(burst.tag, INT64_MIN, begin);
    }
    const Trend now = trend(burst.tag, begin, burst.range.end_ms);
    LiveBurst live{
        .burst = burst,
        .hashtags = risen({now.hashtags, now.posts}, {before.hashtags, before.posts}, kFewestSaid),
        .terms = {}};
    live.hashtags.resize(std::min(live.hashtags.size(), kShownCauses));
    live.terms = risen_terms(now, before, live.hashtags);
    live.terms.resize(std::min(live.terms.size(), kShownCauses));
    return live;
  }

  // Where the stretch before that of now begins.
  std::int64_t lately() const {
    return stretch_start(moment_.findings.start_ms, window_) - stretch_ms(window_);
  }

  void add_trends(TopicFindings& found) const {
    const Trend now = trend(found.tag, lately(), INT64_MAX);
    const Trend before = trend(found.tag, INT64_MIN, lately());
    found.hashtags = now.hashtags.largest(kShownHashtags);
    found.rising = risen({now.hashtags, now.posts}, {before.hashtags, before.posts}, kFewestSaid);
    const std::vector<Rise> terms = risen_terms(now, before, found.rising);
    for (Rise& hashtag : found.rising) {
      hashtag.text = "#" + hashtag.text + "#";
    }
    found.rising.insert(found.rising.end(), terms.begin(), terms.end());
    std::ranges::sort(found.rising, rises_more);
    found.rising.resize(std::min(found.rising.size(), kShownRises));
  }

  // One topic at a time, so that the fold does not wait for all of them.
  Trend trend(Tag tag, std::int64_t from_ms, std::int64_t before_ms) const {
    const std::lock_guard lock(lanes_.mutex());
    return merged_trend(lanes_, tag, from_ms, before_ms);
  }

  const Lanes& lanes_;
  const Moment& moment_;
  const std::int64_t window_;
  Range range_;
};

}  // namespace

Findings findings_of(const Lanes& lanes) {
  Moment moment = moment_of(lanes);
  const Teller teller(lanes, moment);
  std::vector<TopicFindings> topics;
  for (std::size_t tag = 0; tag < moment.names.size(); tag++) {
    if (!is_entity(moment.names[tag])) {
      topics.push_back(teller.topic(static_cast<Tag>(tag)));
    }
  }
  moment.findings.topics = std::move(topics);
  return std::move(moment.findings);
}

Analyst::Mark Analyst::mark() const {
  const std::lock_guard lock(lanes_.mutex());
  Mark mark;
  std::int64_t event_ms = kNoTime;
  for (const std::uint32_t index : lanes_.owned()) {
    mark.consumed += lanes_[index].counters.consumed;
    event_ms = std::max(event_ms, lanes_[index].newest_event_ms);
    mark.lanes++;
  }
  mark.window = complete_window(event_ms, lanes_.windowing().size.count());
  mark.tags = lanes_.tags().names().size();
  return mark;
}

Findings Analyst::look() {
  const std::lock_guard lock(mutex_);
  const Mark now = mark();
  const auto time = std::chrono::steady_clock::now();
  const bool moved = !found_ || now.window != seen_.window || now.tags != seen_.tags;
  if (moved || (now != seen_ && time - found_at_ >= kFresh)) {
    found_ = findings_of(lanes_);
    seen_ = now;
    found_at_ = time;
  }
  return *found_;
}

}  // namespace yuqing
