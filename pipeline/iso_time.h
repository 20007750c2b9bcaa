// Times as text: ISO 8601, UTC, for files that people and programs read.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
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
  char text[48];
  const int size = std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  std::string written(text, static_cast<std::size_t>(size));
  if (const auto ms = clock.subseconds().count(); ms != 0) {
    std::snprintf(text, sizeof text, ".%03d", static_cast<int>(ms));
    written += text;
  }
  return written + "Z";
}

}  // namespace yuqing
