// See demo_table.h.
#include "commands/demo_table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace yuqing {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBarWidth = 30;
constexpr std::size_t kHeaderLines = 5;
constexpr auto kRecent = 10s;
constexpr auto kLineEvery = 2s;

double posts_per_second(const DemoView& before, const DemoView& after) {
  const double seconds = std::chrono::duration<double>(after.taken - before.taken).count();
  const auto posts = static_cast<double>(after.counters.consumed - before.counters.consumed);
  return seconds > 0 ? posts / seconds : 0;
}

std::string header(const DemoView& view, double rate, const std::string& listen) {
  const Counters& counters = view.counters;
  return fmt::format(
      "yuqing demo   {} Beijing   {:.0f} posts/s   lag {}   Ctrl-C ends\n"
      "http://{}/   http://{}/metrics   http://{}/readyz\n"
      "counted {}   late {}   duplicate {}   rejected {}   filtered {}\n\n"
      "{:<18}{:>9}{:>10}   {:<{}}{:>6}\n",
      beijing_minute(view.event_ms), rate, view.lag(), listen, listen, listen, counters.counted(),
      counters.late, counters.duplicate, counters.rejected(), counters.filtered(), "topic",
      "last 10 s", "all", "negative . neutral . positive", kBarWidth, "net");
}

}  // namespace

DemoTable::DemoTable(const TagTable& tags, std::string listen)
    : tags_(tags), listen_(std::move(listen)), terminal_(isatty(STDOUT_FILENO) != 0) {}

void DemoTable::show(const DemoView& view) {
  past_.push_back(view);
  while (past_.size() > 2 && view.taken - past_[1].taken >= kRecent) {
    past_.pop_front();
  }
  if (terminal_) {
    show_table(view);
  } else if (view.taken - line_at_ >= kLineEvery) {
    line_at_ = view.taken;
    show_line(view);
  }
  std::fflush(stdout);
}

void DemoTable::show_table(const DemoView& view) {
  const DemoView& before = past_.front();
  const std::vector<Cell> recent = growth(before, view);
  std::vector<Tag> tags = by_volume(recent, tags_);
  const std::size_t rows = terminal_size().rows;
  tags.resize(std::min(tags.size(), rows > kHeaderLines + 1 ? rows - kHeaderLines - 1 : 0));
  std::string table = header(view, posts_per_second(before, view), listen_);
  for (const Tag tag : tags) {
    table +=
        fmt::format("{:<18}{:>9}{:>10}   {}{:>+5}%\n", tags_.names()[tag], recent[tag].total(),
                    view.totals[tag].total(), sentiment_bar(recent[tag].posts, kBarWidth, true),
                    net_sentiment(recent[tag]));
  }
  drawing_.show(table);
}

void DemoTable::show_line(const DemoView& view) {
  const Counters& counters = view.counters;
  std::string line = fmt::format(
      "{} Beijing  {:.0f} posts/s  lag {}  counted {}  late {}  duplicate {}  rejected {}  "
      "filtered {} ",
      beijing_minute(view.event_ms), posts_per_second(past_.front(), view), view.lag(),
      counters.counted(), counters.late, counters.duplicate, counters.rejected(),
      counters.filtered());
  const std::vector<Cell> recent = growth(past_.front(), view);
  std::vector<Tag> tags = by_volume(recent, tags_);
  tags.resize(std::min<std::size_t>(tags.size(), 3));
  for (const Tag tag : tags) {
    line += fmt::format(" {} {} ({:+}%)", tags_.names()[tag], recent[tag].total(),
                        net_sentiment(recent[tag]));
  }
  std::puts(line.c_str());
}

}  // namespace yuqing
