// See demo_view.h.
#include "commands/demo_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <numeric>

namespace yuqing {
namespace {

// "not_json 3, bad_id 1": what is not zero among the verdicts that `belongs` takes.
std::string reasons(const Counters& counters, bool (*belongs)(Verdict)) {
  std::string text;
  for (std::size_t i = 0; i < kVerdicts; i++) {
    const auto verdict = static_cast<Verdict>(i);
    if (belongs(verdict) && counters.verdicts[i] > 0) {
      text +=
          fmt::format("{}{} {}", text.empty() ? "" : ", ", name_of(verdict), counters.verdicts[i]);
    }
  }
  return text.empty() ? "-" : text;
}

// "original 12, comment 3, ..."
std::string kinds(const Cell& cell) {
  std::string text;
  for (std::size_t i = 0; i < kKinds; i++) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", kKindNames[i], cell.kinds[i]);
  }
  return text;
}

}  // namespace

DemoView look_at(const Lanes& lanes, std::uint64_t produced) {
  DemoView view;
  view.produced = produced;
  view.totals.resize(lanes.tags().names().size());
  const std::lock_guard lock(lanes.mutex());
  for (const std::uint32_t index : lanes.owned()) {
    const Lane& lane = lanes[index];
    view.counters.add(lane.counters);
    view.event_ms = std::max(view.event_ms, lane.newest_event_ms);
    for (std::size_t tag = 0; tag < view.totals.size(); tag++) {
      view.totals[tag].add(lane.totals[tag]);
    }
  }
  return view;
}

std::vector<Tag> by_volume(const std::vector<Cell>& cells, const TagTable& names) {
  std::vector<Tag> tags;
  for (std::size_t tag = kAllPosts + 1; tag < cells.size(); tag++) {
    if (cells[tag].total() > 0 && !names.names()[tag].starts_with('$')) {
      tags.push_back(static_cast<Tag>(tag));
    }
  }
  std::ranges::stable_sort(tags, std::ranges::greater(),
                           [&cells](Tag tag) { return cells[tag].total(); });
  return tags;
}

std::vector<Cell> growth(const DemoView& before, const DemoView& after) {
  std::vector<Cell> grown = after.totals;
  for (std::size_t tag = 0; tag < std::min(grown.size(), before.totals.size()); tag++) {
    grown[tag].subtract(before.totals[tag]);
  }
  return grown;
}

std::string beijing_minute(std::int64_t time_ms) {
  if (time_ms == kNoTime) {
    return "-";
  }
  using std::chrono::days;
  const std::chrono::sys_time<std::chrono::milliseconds> beijing(
      std::chrono::milliseconds(time_ms) + std::chrono::hours(8));
  const auto day = std::chrono::floor<days>(beijing);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(beijing - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", int{date.year()}, unsigned{date.month()},
                     unsigned{date.day()}, time.hours().count(), time.minutes().count());
}

int net_sentiment(const Cell& cell) {
  const auto count = [&cell](Sentiment sentiment) {
    return static_cast<std::int64_t>(cell.posts[static_cast<std::size_t>(sentiment)]);
  };
  const auto all = static_cast<std::int64_t>(std::max<std::uint64_t>(cell.opinions(), 1));
  return static_cast<int>((count(Sentiment::positive) - count(Sentiment::negative)) * 100 / all);
}

bool nothing_vanished(const DemoView& view) {
  const Counters& counters = view.counters;
  return counters.consumed == view.produced &&
         counters.consumed == counters.counted() + counters.late + counters.duplicate +
                                  counters.rejected() + counters.filtered();
}

std::string summary(const DemoView& view, const TagTable& tags) {
  const Counters& counters = view.counters;
  std::string text = fmt::format(
      "produced {}\nconsumed {} = {} counted + {} late + {} duplicate + {} rejected + {} "
      "filtered\nrejected {}\nfiltered {}\nkinds {}\n\n{:<18}{:>10}{:>10}{:>10}{:>10}{:>7}\n",
      view.produced, counters.consumed, counters.counted(), counters.late, counters.duplicate,
      counters.rejected(), counters.filtered(), reasons(counters, is_rejected),
      reasons(counters, is_filtered), kinds(view.totals[kAllPosts]), "topic", "posts", "negative",
      "neutral", "positive", "net");
  std::vector<Tag> shown = by_volume(view.totals, tags);
  shown.insert(shown.begin(), kAllPosts);
  for (const Tag tag : shown) {
    const Cell& cell = view.totals[tag];
    text += fmt::format("{:<18}{:>10}{:>10}{:>10}{:>10}{:>+6}%\n", tags.names()[tag], cell.total(),
                        cell.posts[0], cell.posts[1], cell.posts[2], net_sentiment(cell));
  }
  return text;
}

}  // namespace yuqing
