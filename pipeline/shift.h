// Shifts: when the mood of a topic is another one than it was a little earlier.
//
// The opinions of the newest windows are held beside those of the windows before. What is found
// depends on the points alone.
#pragma once

#include <optional>
#include <span>

#include "pipeline/buckets.h"

namespace yuqing {

inline constexpr std::int64_t kShiftNow = 10;     // windows that are held
inline constexpr std::int64_t kShiftBefore = 60;  // beside so many before them
inline constexpr double kLeastShift = 0.1;

struct Shift {
  Interval change;          // of net sentiment over all opinions, -2 to 2
  std::uint64_t now_n = 0;  // opinions
  std::uint64_t before_n = 0;

  // All of the interval lies at least kLeastShift on one side of 0.
  bool is_active() const { return change.low >= kLeastShift || change.high <= -kLeastShift; }
};

// At `end_ms`, where the newest window ends; nothing when either side has fewer than kFewest
// opinions.
std::optional<Shift> shift_at(std::span<const Point> points, std::int64_t end_ms,
                              std::int64_t window_ms);

}  // namespace yuqing
