// See post_time.h.
#include "operators/post_time.h"

#include <array>
#include <chrono>

#include "operators/post_time_cursor.h"

namespace yuqing {
namespace {

constexpr std::int64_t kSecondMs = 1000;
constexpr std::int64_t kYear2011Ms = 1'293'840'000'000;

// "+0800", "-05:00", "+08"
std::int64_t zone(Cursor& cursor) {
  const bool is_west = cursor.take('-');
  if (!is_west) {
    cursor.want('+');
  }
  const int hours = cursor.number(2, 2);
  const bool has_colon = cursor.take(':');
  const int minutes = has_colon || cursor.sees_digit() ? cursor.number(2, 2) : 0;
  if (hours > 23 || minutes > 59) {
    cursor.fail();
  }
  const std::int64_t offset = hours * 60 + minutes;
  return is_west ? -offset : offset;
}

// "Tue May 31 17:46:55 +0800 2011"; the name of the day is not compared with the date.
std::optional<PostTime> weibo_style(std::string_view text) {
  Cursor cursor(text);
  Clock clock;
  cursor.letters(3);
  cursor.blanks();
  clock.month = month_named(cursor.letters(3));
  cursor.blanks();
  clock.day = cursor.number(1, 2);
  cursor.blanks();
  read_time_of_day(cursor, clock);
  cursor.want(':');
  clock.second = cursor.number(2, 2);
  cursor.blanks();
  clock.zone_minutes = zone(cursor);
  cursor.blanks();
  clock.year = cursor.number(4, 4);
  return cursor.done() ? checked(clock, TimePrecision::second) : std::nullopt;
}

// "2025-01-27", "2025/1/27 20:15", "2025-01-27T20:15:03.120+08:00"
std::optional<PostTime> iso_style(std::string_view text) {
  Cursor cursor(text);
  Clock clock;
  clock.year = cursor.number(4, 4);
  const char between = cursor.sees('/') ? '/' : '-';
  cursor.want(between);
  clock.month = cursor.number(1, 2);
  cursor.want(between);
  clock.day = cursor.number(1, 2);
  if (cursor.done()) {
    return checked(clock, TimePrecision::day);
  }
  if (!cursor.take('T') && !cursor.take('t')) {
    cursor.blanks();
  }
  read_time_of_day(cursor, clock);
  TimePrecision precision = TimePrecision::minute;
  if (cursor.take(':')) {
    precision = TimePrecision::second;
    clock.second = cursor.number(2, 2);
    clock.ms = cursor.take('.') || cursor.take(',') ? cursor.fraction_ms() : 0;
  }
  if (cursor.sees(' ')) {
    cursor.blanks();
  }
  if (cursor.take('Z') || cursor.take('z')) {
    clock.zone_minutes = 0;
  } else if (cursor.sees('+') || cursor.sees('-')) {
    clock.zone_minutes = zone(cursor);
  }
  return cursor.done() ? checked(clock, precision) : std::nullopt;
}

// Seconds until the year 5138, milliseconds until the same, microseconds until 5138.
std::optional<PostTime> unix_style(std::string_view digits) {
  constexpr std::int64_t kSecondsEnd = 100'000'000'000;
  if (digits.size() > 17) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  if (value < kSecondsEnd) {
    return PostTime{value * kSecondMs, TimePrecision::second};
  }
  return PostTime{value < kSecondsEnd * 1000 ? value : value / 1000, TimePrecision::second};
}

}  // namespace

std::optional<PostTime> checked(const Clock& clock, TimePrecision precision) {
  const std::chrono::year_month_day date{std::chrono::year(clock.year),
                                         std::chrono::month(static_cast<unsigned>(clock.month)),
                                         std::chrono::day(static_cast<unsigned>(clock.day))};
  if (!date.ok() || clock.hour > 23 || clock.minute > 59 || clock.second > 60) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = (days * 24 + clock.hour) * 60 + clock.minute - clock.zone_minutes;
  return PostTime{(minutes * 60 + clock.second) * kSecondMs + clock.ms, precision};
}

void read_time_of_day(Cursor& cursor, Clock& clock) {
  clock.hour = cursor.number(1, 2);
  cursor.want(':');
  clock.minute = cursor.number(2, 2);
}

int month_named(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t i = 0; i < kMonths.size(); i++) {
    if (kMonths[i] == name) {
      return static_cast<int>(i + 1);
    }
  }
  return 0;
}

std::optional<PostTime> read_time(std::string_view text, std::int64_t seen_ms) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  if (text.empty()) {
    return std::nullopt;
  }
  const bool is_number = text.front() >= '0' && text.front() <= '9';
  if (is_number && text.find_first_not_of("0123456789") == std::string_view::npos) {
    return unix_style(text);
  }
  const std::optional<PostTime> whole = is_number ? iso_style(text) : weibo_style(text);
  return whole ? whole : read_shown_time(text, seen_ms);
}

std::optional<std::int64_t> time_of_mid(std::uint64_t mid, std::int64_t latest_ms) {
  constexpr std::int64_t kFirstSecond = 515'483'463;
  const std::int64_t ms = (static_cast<std::int64_t>(mid >> 22) + kFirstSecond) * kSecondMs;
  return ms >= kYear2011Ms && ms <= latest_ms ? std::optional(ms) : std::nullopt;
}

}  // namespace yuqing
