// See shift.h.
#include "pipeline/shift.h"

namespace yuqing {

std::optional<Shift> shift_at(std::span<const Point> points, std::int64_t end_ms,
                              std::int64_t window_ms) {
  const Range now{.begin_ms = end_ms - kShiftNow * window_ms, .end_ms = end_ms};
  const Range before{.begin_ms = now.begin_ms - kShiftBefore * window_ms, .end_ms = now.begin_ms};
  Opinions later;
  Opinions earlier;
  for (const Point& point : points) {
    if (now.holds(point.start_ms)) {
      later.add(point.opinions);
    } else if (before.holds(point.start_ms)) {
      earlier.add(point.opinions);
    }
  }
  const std::optional<Interval> change = sentiment_change(later, earlier);
  if (!change) {
    return std::nullopt;
  }
  return Shift{.change = *change, .now_n = later.total(), .before_n = earlier.total()};
}

}  // namespace yuqing
