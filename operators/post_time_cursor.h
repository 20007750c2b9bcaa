// Parts of times: what operators/post_time*.cc share.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "operators/post_time.h"

namespace yuqing {

inline constexpr std::int64_t kBeijingMinutes = 480;

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
  bool take(std::string_view word) {
    const bool is_there = ok_ && rest_.starts_with(word);
    rest_.remove_prefix(is_there ? word.size() : 0);
    return is_there;
  }
  void want(std::string_view word) { ok_ = take(word); }
  void blanks() {
    ok_ = sees(' ');
    skip_blanks();
  }
  void skip_blanks() {
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

// Nothing for a date or time that no calendar has.
std::optional<PostTime> checked(const Clock& clock, TimePrecision precision);

// "20:15"
void read_time_of_day(Cursor& cursor, Clock& clock);

// 1 to 12; 0 for what is no "Jan".
int month_named(std::string_view name);

// Times as platforms show them to people; see read_time().
std::optional<PostTime> read_shown_time(std::string_view text, std::int64_t seen_ms);

}  // namespace yuqing
