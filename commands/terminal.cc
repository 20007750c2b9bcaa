// See terminal.h.
#include "commands/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "operators/utf8.h"

namespace yuqing {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// East Asian Wide and Full-width, as coarse as terminals are with it.
constexpr std::array<Range, 17> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x4DBF},
                                          {0x4E00, 0xA4CF},
                                          {0xA960, 0xA97F},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F},
                                          {0x1F680, 0x1F6FF},
                                          {0x1F7E0, 0x1F7EB},
                                          {0x1F900, 0x1F9FF},
                                          {0x1FA70, 0x1FAFF},
                                          {0x20000, 0x2FFFD},
                                          {0x30000, 0x3FFFD}}};
// Combining marks, zero-width characters and selectors of a form.
constexpr std::array<Range, 5> kDrawnOnto = {
    {{0x0300, 0x036F}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xE0100, 0xE01EF}}};
// Controls, and marks that turn the direction of writing.
constexpr std::array<Range, 6> kRefused = {{{0x00, 0x1F},
                                            {0x7F, 0x9F},
                                            {0x200E, 0x200F},
                                            {0x2028, 0x202E},
                                            {0x2060, 0x206F},
                                            {0xFEFF, 0xFEFF}}};

template <std::size_t size>
bool is_in(const std::array<Range, size>& ranges, char32_t code) {
  return std::ranges::any_of(
      ranges, [code](const Range& range) { return code >= range.first && code <= range.last; });
}

std::size_t columns_of(char32_t code) {
  if (is_in(kRefused, code) || is_in(kDrawnOnto, code)) {
    return 0;
  }
  return is_in(kWide, code) ? 2 : 1;
}

}  // namespace

TerminalSize terminal_size() {
  winsize size = {};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return known ? TerminalSize{.rows = size.ws_row, .columns = size.ws_col} : TerminalSize{};
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Decoded next = decoded(text);
    columns += columns_of(next.code);
    text.remove_prefix(next.size);
  }
  return columns;
}

std::string fitted(std::string_view text, std::size_t columns, Side side) {
  std::string kept;
  std::size_t taken = 0;
  while (!text.empty()) {
    const Decoded next = decoded(text);
    const std::size_t wide = columns_of(next.code);
    if (taken + wide > columns) {
      break;
    }
    if (!is_in(kRefused, next.code)) {
      kept += next.code == 0xFFFD ? "?" : text.substr(0, next.size);
    }
    taken += wide;
    text.remove_prefix(next.size);
  }
  const std::string blanks(columns - taken, ' ');
  return side == Side::left ? kept + blanks : blanks + kept;
}

std::string sentiment_bar(const std::array<std::uint64_t, kSentiments>& posts, std::size_t width,
                          bool colours) {
  constexpr std::array<char, kSentiments> kSigns = {'-', '.', '+'};
  constexpr std::array<std::string_view, kSentiments> kColours = {"\033[33m", "\033[90m",
                                                                  "\033[36m"};
  const std::uint64_t all = std::accumulate(posts.begin(), posts.end(), std::uint64_t{0});
  std::string bar;
  std::uint64_t sum = 0;
  std::size_t drawn = 0;
  for (std::size_t i = 0; i < kSentiments; i++) {
    sum += posts[i];
    const std::size_t end = all == 0 ? 0 : width * sum / all;
    bar += colours ? kColours[i] : "";
    bar.append(end - drawn, kSigns[i]);
    drawn = end;
  }
  bar += colours ? "\033[0m" : "";
  bar.append(width - drawn, ' ');
  return bar;
}

// Every line is cleared to its end, then all below.
void Drawing::show(std::string_view table) {
  std::string drawing = drawn_ > 0 ? fmt::format("\033[{}A\r", drawn_) : "";
  drawn_ = 0;
  for (const char c : table) {
    if (c == '\n') {
      drawing += "\033[K";
      drawn_++;
    }
    drawing += c;
  }
  std::fputs((drawing + "\033[J").c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace yuqing
