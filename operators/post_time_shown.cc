// Times as platforms show them to people: "5分钟前", "昨天 12:01", "01-27", "01月27日 20:15".
//
// Most say nothing without the time at which somebody saw them. The clock of this machine is never
// that time: an archive would tell something else each day. Days are Beijing's.
#include <chrono>

#include "operators/post_time_cursor.h"

namespace yuqing {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;

// The day on which it was seen, at 00:00.
Clock day_of(std::int64_t seen_ms) {
  using std::chrono::days;
  const std::chrono::sys_time<std::chrono::milliseconds> time{
      std::chrono::milliseconds(seen_ms + kBeijingMinutes * kMinuteMs)};
  const std::chrono::year_month_day date(std::chrono::floor<days>(time));
  Clock clock;
  clock.year = static_cast<int>(date.year());
  clock.month = static_cast<int>(static_cast<unsigned>(date.month()));
  clock.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return clock;
}

// "刚刚", "30秒前", "5分钟前", "3小时前"
std::optional<PostTime> ago(std::string_view text, std::int64_t seen_ms) {
  Cursor cursor(text);
  if (cursor.take("刚刚")) {
    return cursor.done() ? std::optional(PostTime{seen_ms, TimePrecision::minute}) : std::nullopt;
  }
  const std::int64_t number = cursor.number(1, 4);
  cursor.skip_blanks();
  std::int64_t unit = kDayMs;
  TimePrecision precision = TimePrecision::day;
  if (cursor.take("秒")) {
    unit = 1000;
    precision = TimePrecision::minute;
  } else if (cursor.take("分钟")) {
    unit = kMinuteMs;
    precision = TimePrecision::minute;
  } else if (cursor.take("小时")) {
    unit = kHourMs;
  } else {
    cursor.want("天");
  }
  cursor.want("前");
  return cursor.done() ? std::optional(PostTime{seen_ms - number * unit, precision}) : std::nullopt;
}

// "今天 08:10", "昨天 12:01", "前天 12:01"
std::optional<PostTime> named_day(std::string_view text, std::int64_t seen_ms) {
  Cursor cursor(text);
  std::int64_t days = 0;
  if (cursor.take("昨天")) {
    days = 1;
  } else if (cursor.take("前天")) {
    days = 2;
  } else {
    cursor.want("今天");
  }
  cursor.skip_blanks();
  Clock clock = day_of(seen_ms - days * kDayMs);
  if (cursor.done()) {
    return checked(clock, TimePrecision::day);
  }
  read_time_of_day(cursor, clock);
  return cursor.done() ? checked(clock, TimePrecision::minute) : std::nullopt;
}

// What may stand behind a date: nothing, "20:15", "20:15:03".
TimePrecision rest_of(Cursor& cursor, Clock& clock) {
  cursor.skip_blanks();
  if (cursor.done()) {
    return TimePrecision::day;
  }
  read_time_of_day(cursor, clock);
  if (!cursor.take(':')) {
    return TimePrecision::minute;
  }
  clock.second = cursor.number(2, 2);
  return TimePrecision::second;
}

// "01-27", "01月27日 20:15", "Jul 11 17:00": of the year before when it were still to come.
std::optional<PostTime> without_year(std::string_view text, std::int64_t seen_ms) {
  Cursor cursor(text);
  Clock clock = day_of(seen_ms);
  if (cursor.sees_digit()) {
    clock.month = cursor.number(1, 2);
    const bool is_chinese = cursor.take("月");
    if (!is_chinese) {
      cursor.want('-');
    }
    clock.day = cursor.number(1, 2);
    if (is_chinese) {
      cursor.want("日");
    }
  } else {
    clock.month = month_named(cursor.letters(3));
    cursor.blanks();
    clock.day = cursor.number(1, 2);
  }
  const TimePrecision precision = rest_of(cursor, clock);
  if (!cursor.done()) {
    return std::nullopt;
  }
  const std::optional<PostTime> this_year = checked(clock, precision);
  if (this_year && this_year->ms <= seen_ms + kDayMs) {
    return this_year;
  }
  clock.year--;
  return checked(clock, precision);
}

// "2025年01月27日 20:15"
std::optional<PostTime> chinese_date(std::string_view text) {
  Cursor cursor(text);
  Clock clock;
  clock.year = cursor.number(4, 4);
  cursor.want("年");
  clock.month = cursor.number(1, 2);
  cursor.want("月");
  clock.day = cursor.number(1, 2);
  cursor.want("日");
  const TimePrecision precision = rest_of(cursor, clock);
  return cursor.done() ? checked(clock, precision) : std::nullopt;
}

}  // namespace

std::optional<PostTime> read_shown_time(std::string_view text, std::int64_t seen_ms) {
  if (const std::optional<PostTime> date = chinese_date(text)) {
    return date;
  }
  if (seen_ms == kNoTime) {
    return std::nullopt;
  }
  for (const auto reader : {ago, named_day, without_year}) {
    if (const std::optional<PostTime> time = reader(text, seen_ms)) {
      return time;
    }
  }
  return std::nullopt;
}

}  // namespace yuqing
