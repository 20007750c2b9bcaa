// See top_table.h.
#include "commands/top_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "commands/demo_view.h"
#include "commands/terminal.h"
#include "operators/post_time.h"

namespace yuqing {
namespace {

struct Words {
  std::array<std::string_view, 10> titles;  // by Field
  std::string_view few;
  std::string_view ready;
  std::string_view unready;
  std::string_view stale;
  std::string_view times;    // event time, counted, lag
  std::string_view windows;  // start, end
  std::string_view nothing;
};

constexpr Words kEnglish = {
    .titles = {"topic", "posts", "change", "negative.neutral.positive", "net", "95 %", "burst",
               "authors", "copies", "hashtag"},
    .few = "too few",
    .ready = "ready",
    .unready = "not ready: {}",
    .stale = "no answer any more ({}); this is the last one",
    .times = "{} Beijing   counted {}   lag {}",
    .windows = "newest complete window: {} to {}; changes are against the one before",
    .nothing = "no window is complete yet"};
constexpr Words kChinese = {.titles = {"话题", "微博", "变化", "负面.中性.正面", "净情感", "95 %",
                                       "爆发", "作者", "雷同", "标签"},
                            .few = "太少",
                            .ready = "就绪",
                            .unready = "未就绪：{}",
                            .stale = "不再回答（{}）；以下是最后的数字",
                            .times = "北京时间 {}   计入 {}   积压 {}",
                            .windows = "最新的完整窗口：{} 至 {}；变化与前一窗口相比",
                            .nothing = "还没有完整的窗口"};

enum Field : std::size_t { topic, posts, change, bar, net, interval, burst, authors, copies, tag };

struct Column {
  Field field;
  std::size_t width;
  Side side;
  int worth;  // the least are left out where there is no room
};

constexpr std::array<Column, 10> kColumns = {{{topic, 26, Side::left, 9},
                                              {posts, 7, Side::right, 9},
                                              {change, 7, Side::right, 8},
                                              {bar, 26, Side::left, 7},
                                              {net, 8, Side::right, 7},
                                              {interval, 12, Side::left, 2},
                                              {burst, 6, Side::right, 6},
                                              {authors, 8, Side::right, 4},
                                              {copies, 7, Side::right, 3},
                                              {tag, 20, Side::left, 1}}};
constexpr std::size_t kSparkline = 20;  // the last column, because its width is the terminal's
constexpr std::size_t kHeader = 4;      // lines

std::vector<Column> columns_within(std::size_t room) {
  std::vector<Column> kept(kColumns.begin(), kColumns.end());
  const auto width = [&kept] {
    std::size_t sum = kSparkline;
    for (const Column& column : kept) {
      sum += column.width + 1;
    }
    return sum;
  };
  while (kept.size() > 2 && width() > room) {
    kept.erase(std::ranges::min_element(kept, {}, &Column::worth));
  }
  return kept;
}

// Times are ISO 8601 in the answer.
std::string beijing(const std::string& time) {
  const std::optional<PostTime> read = read_time(time);
  return beijing_minute(read ? read->ms : kNoTime);
}

int percent(double share) {
  return static_cast<int>(std::lround(share * 100));
}

// Eight heights; empty windows are blanks.
std::string sparkline(const std::vector<std::uint64_t>& posts) {
  constexpr std::array<std::string_view, 9> kHeights = {" ", "▁", "▂", "▃", "▄",
                                                        "▅", "▆", "▇", "█"};
  const std::size_t first = posts.size() > kSparkline ? posts.size() - kSparkline : 0;
  std::uint64_t most = 1;
  for (std::size_t i = first; i < posts.size(); i++) {
    most = std::max(most, posts[i]);
  }
  std::string line;
  for (std::size_t i = first; i < posts.size(); i++) {
    line += kHeights[(posts[i] * 8 + most - 1) / most];
  }
  return line;
}

std::string cell(const TopicView& view, Field field, const Words& words, const TopLook& look) {
  switch (field) {
    case topic: {
      const bool english = look.language == Language::en && !view.name_en.empty();
      const std::string& name = english ? view.name_en : view.name;
      return name.empty() ? view.id : name;
    }
    case posts:
      return std::to_string(view.posts);
    case change:
      return fmt::format("{:+}", static_cast<std::int64_t>(view.posts - view.posts_before));
    case bar:
      return {};  // see line_of()
    case net:
      return view.net ? fmt::format("{:+}%", percent(view.net->value)) : std::string(words.few);
    case interval:
      return view.net ? fmt::format("{:+}..{:+}", percent(view.net->low), percent(view.net->high))
                      : std::string();
    case burst:
      return view.severity ? fmt::format("!{:.1f}", *view.severity) : "-";
    case authors:
      return std::to_string(view.authors);
    case copies:
      return view.copy_share ? fmt::format("{}%", percent(*view.copy_share)) : "-";
    case tag:
      return view.hashtag.empty() ? "-" : "#" + view.hashtag + "#";
  }
  return {};
}

std::string line_of(const TopicView& view, const std::vector<Column>& columns, const Words& words,
                    const TopLook& look) {
  std::string line;
  for (const Column& column : columns) {
    line += column.field == bar
                ? sentiment_bar(view.sentiments, column.width, look.colours)
                : fitted(cell(view, column.field, words, look), column.width, column.side);
    line += ' ';
  }
  return line + sparkline(view.recent) + "\n";
}

std::string header(const NowView& view, const std::string& server, const std::string& trouble,
                   const Words& words, const TopLook& look) {
  const std::string state = !trouble.empty() ? fmt::format(fmt::runtime(words.stale), trouble)
                            : view.is_ready
                                ? std::string(words.ready)
                                : fmt::format(fmt::runtime(words.unready), view.reasons);
  const std::array<std::string, 3> lines = {
      fmt::format("yuqing top   {}/   {}", server, state),
      fmt::format(fmt::runtime(words.times), beijing(view.event_time), view.counted, view.lag),
      view.window_start.empty()
          ? std::string(words.nothing)
          : fmt::format(fmt::runtime(words.windows), beijing(view.window_start),
                        beijing(view.window_end).substr(11))};
  std::string text;
  for (const std::string& line : lines) {
    text += fitted(line, std::min(look.columns, columns_of(line))) + "\n";
  }
  return text;
}

}  // namespace

std::string top_table(const NowView& view, const std::string& server, const std::string& trouble,
                      const TopLook& look) {
  const Words& words = look.language == Language::zh ? kChinese : kEnglish;
  std::string table = header(view, server, trouble, words, look);
  if (view.topics.empty() || view.window_start.empty()) {
    return table;
  }
  const std::vector<Column> columns = columns_within(look.columns);
  for (const Column& column : columns) {
    table += fitted(words.titles[column.field], column.width, column.side) + " ";
  }
  table += "\n";
  std::vector<TopicView> topics = view.topics;
  std::stable_sort(topics.begin() + 1, topics.end(),
                   [](const TopicView& a, const TopicView& b) { return a.posts > b.posts; });
  const std::size_t room = look.lines > kHeader + 1 ? look.lines - kHeader - 1 : 1;
  topics.resize(std::min(topics.size(), room));
  for (const TopicView& one : topics) {
    table += line_of(one, columns, words, look);
  }
  return table;
}

}  // namespace yuqing
