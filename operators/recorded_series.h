// What the recording rules of dashboards/rules say of a topic's volume, in event time: a server
// that holds an archive evaluates no rules over its past.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace yuqing {

inline constexpr std::string_view kVolumeRate = "topic:yuqing_posts:rate5m";
inline constexpr std::string_view kVolumeRateOfHour = "topic:yuqing_posts:rate5m:avg_1h";

// The posts of one topic. Windows are numbered from the first of the archive, 1.
class RecordedVolume {
 public:
  explicit RecordedVolume(std::int64_t window_ms);

  // Numbers ascend; one may come again.
  void add(std::int64_t window, std::uint64_t posts);

  // Posts a second over the last five minutes, or over one window if that is longer.
  double rate(std::int64_t window) const;
  // Mean of the rates at all windows that ended 10 to 70 minutes before; nothing before the first.
  std::optional<double> rate_of_hour(std::int64_t window) const;

 private:
  struct Upto {
    std::int64_t window = 0;
    std::int64_t posts = 0;    // in all windows up to this one
    std::int64_t moments = 0;  // the same, each times the number of its window
  };
  Upto upto(std::int64_t window) const;
  std::int64_t sum_of_totals(std::int64_t window) const;
  std::int64_t windows_in(std::int64_t minutes) const;

  const std::int64_t window_ms_;
  const std::int64_t span_;  // windows that a rate reaches over
  std::vector<Upto> totals_;
};

}  // namespace yuqing
