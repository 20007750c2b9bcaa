// Times as text: ISO 8601, UTC, for files that people and programs read.
#pragma once

#include <fmt/compile.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <iterator>
#include <string>

namespace yuqing {

// "2025-01-27T12:15:00Z"; milliseconds only where there are any, "2025-01-27T12:15:00.250Z".
inline std::string iso_time(std::int64_t unix_ms) {
  using std::chrono::days;
  using std::chrono::milliseconds;
  const std::chrono::sys_time<milliseconds> time{milliseconds(unix_ms)};
  const std::chrono::sys_days day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text =
      fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}"), static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto ms = clock.subseconds().count(); ms != 0) {
    fmt::format_to(std::back_inserter(text), FMT_COMPILE(".{:03}"), ms);
  }
  text += 'Z';
  return text;
}

}  // namespace yuqing
