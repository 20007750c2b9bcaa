// See demo_table.h.
#include "commands/demo_table.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
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

std::size_t terminal_rows() {
  winsize size = {};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return known ? size.ws_row : 24;
}

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

std::string sentiment_bar(const Cell& cell, std::size_t width, bool colours) {
  constexpr std::array<char, kSentiments> kSigns = {'-', '.', '+'};
  constexpr std::array<std::string_view, kSentiments> kColours = {"\033[31m", "\033[90m",
                                                                  "\033[32m"};
  std::string bar;
  std::uint64_t sum = 0;
  std::size_t drawn = 0;
  for (std::size_t i = 0; i < kSentiments; i++) {
    sum += cell.posts[i];
    const std::size_t end = cell.opinions() == 0 ? 0 : width * sum / cell.opinions();
    bar += colours ? kColours[i] : "";
    bar.append(end - drawn, kSigns[i]);
    drawn = end;
  }
  bar += colours ? "\033[0m" : "";
  bar.append(width - drawn, ' ');
  return bar;
}

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
  const std::size_t rows = terminal_rows();
  tags.resize(std::min(tags.size(), rows > kHeaderLines + 1 ? rows - kHeaderLines - 1 : 0));
  std::string table = header(view, posts_per_second(before, view), listen_);
  for (const Tag tag : tags) {
    table += fmt::format("{:<18}{:>9}{:>10}   {}{:>+5}%\n", tags_.names()[tag], recent[tag].total(),
                         view.totals[tag].total(), sentiment_bar(recent[tag], kBarWidth, true),
                         net_sentiment(recent[tag]));
  }
  // Over the last table: every line is cleared to its end, then all below.
  std::string drawing = drawn_ > 0 ? fmt::format("\033[{}A\r", drawn_) : "";
  drawn_ = 0;
  for (const char c : table) {
    drawing += c == '\n' ? "\033[K\n" : std::string(1, c);
    drawn_ += c == '\n' ? 1 : 0;
  }
  std::fputs((drawing + "\033[J").c_str(), stdout);
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
