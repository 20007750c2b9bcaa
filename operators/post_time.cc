// See post_time.h.
#include "operators/post_time.h"

#include <array>
#include <chrono>

namespace yuqing {
namespace {

constexpr std::int64_t kBeijingMinutes = 480;
constexpr std::int64_t kSecondMs = 1000;
constexpr std::int64_t kYear2011Ms = 1'293'840'000'000;

// Reads from left to right; after the first failure every step fails.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}

  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }
  bool sees(char c) const { return ok_ && !rest_.empty() && rest_.front() == c; }
  bool sees_digit() const {
    return ok_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

  bool take(char c) {
    const bool is_there = sees(c);
    if (is_there) {
      rest_.remove_prefix(1);
    }
    return is_there;
  }
  void want(char c) { ok_ = take(c); }
  void blanks() {
    ok_ = sees(' ');
    while (take(' ')) {
    }
  }
  std::string_view letters(std::size_t count) {
    ok_ = ok_ && rest_.size() >= count;
    const std::string_view word = ok_ ? rest_.substr(0, count) : std::string_view();
    rest_.remove_prefix(word.size());
    return word;
  }
  int number(int least_digits, int most_digits) {
    int value = 0;
    int digits = 0;
    while (digits < most_digits && sees_digit()) {
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
      digits++;
    }
    ok_ = ok_ && digits >= least_digits;
    return value;
  }
  // The digits behind a decimal point, as milliseconds.
  int fraction_ms() {
    int value = 0;
    int digits = 0;
    for (; sees_digit(); digits++) {
      value = digits < 3 ? value * 10 + (rest_.front() - '0') : value;
      rest_.remove_prefix(1);
    }
    ok_ = ok_ && digits > 0;
    for (; digits < 3; digits++) {
      value *= 10;
    }
    return value;
  }
  void fail() { ok_ = false; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

struct Clock {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int ms = 0;
  std::int64_t zone_minutes = kBeijingMinutes;
};

PostTime checked(const Clock& clock, Precision precision) {
  const std::chrono::year_month_day date{std::chrono::year(clock.year),
                                         std::chrono::month(static_cast<unsigned>(clock.month)),
                                         std::chrono::day(static_cast<unsigned>(clock.day))};
  if (!date.ok() || clock.hour > 23 || clock.minute > 59 || clock.second > 60) {
    return {};
  }
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = (days * 24 + clock.hour) * 60 + clock.minute - clock.zone_minutes;
  return {precision, (minutes * 60 + clock.second) * kSecondMs + clock.ms};
}

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

void time_of_day(Cursor& cursor, Clock& clock) {
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

// "Tue May 31 17:46:55 +0800 2011"; the name of the day is not compared with the date.
PostTime weibo_style(std::string_view text) {
  Cursor cursor(text);
  Clock clock;
  cursor.letters(3);
  cursor.blanks();
  clock.month = month_named(cursor.letters(3));
  cursor.blanks();
  clock.day = cursor.number(1, 2);
  cursor.blanks();
  time_of_day(cursor, clock);
  cursor.want(':');
  clock.second = cursor.number(2, 2);
  cursor.blanks();
  clock.zone_minutes = zone(cursor);
  cursor.blanks();
  clock.year = cursor.number(4, 4);
  return cursor.done() ? checked(clock, Precision::second) : PostTime();
}

// "2025-01-27", "2025/1/27 20:15", "2025-01-27T20:15:03.120+08:00"
PostTime iso_style(std::string_view text) {
  Cursor cursor(text);
  Clock clock;
  clock.year = cursor.number(4, 4);
  const char between = cursor.sees('/') ? '/' : '-';
  cursor.want(between);
  clock.month = cursor.number(1, 2);
  cursor.want(between);
  clock.day = cursor.number(1, 2);
  if (cursor.done()) {
    return checked(clock, Precision::day);
  }
  if (!cursor.take('T') && !cursor.take('t')) {
    cursor.blanks();
  }
  time_of_day(cursor, clock);
  Precision precision = Precision::minute;
  if (cursor.take(':')) {
    precision = Precision::second;
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
  return cursor.done() ? checked(clock, precision) : PostTime();
}

// Seconds until the year 5138, milliseconds until the same, microseconds until 5138.
PostTime unix_style(std::string_view digits) {
  constexpr std::int64_t kSecondsEnd = 100'000'000'000;
  if (digits.size() > 17) {
    return {};
  }
  std::int64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') {
      return {};
    }
    value = value * 10 + (c - '0');
  }
  if (value < kSecondsEnd) {
    return {Precision::second, value * kSecondMs};
  }
  return {Precision::second, value < kSecondsEnd * 1000 ? value : value / 1000};
}

}  // namespace

PostTime read_time(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  if (text.empty()) {
    return {};
  }
  if (text.front() < '0' || text.front() > '9') {
    return weibo_style(text);
  }
  return text.find_first_not_of("0123456789") == std::string_view::npos ? unix_style(text)
                                                                        : iso_style(text);
}

std::optional<std::int64_t> time_of_mid(std::uint64_t mid, std::int64_t latest_ms) {
  constexpr std::int64_t kFirstSecond = 515'483'463;
  const std::int64_t ms = (static_cast<std::int64_t>(mid >> 22) + kFirstSecond) * kSecondMs;
  return ms >= kYear2011Ms && ms <= latest_ms ? std::optional(ms) : std::nullopt;
}

}  // namespace yuqing
