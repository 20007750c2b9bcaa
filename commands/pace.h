// When a record is due that is sent at a pace of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace yuqing {

// As fast as can be unless one of the two is set.
struct Pace {
  double rate = 0;   // records per second
  double speed = 0;  // times as fast as the posts were written
};

// "5000/s"; nothing when it is no rate.
std::optional<double> parse_rate(std::string_view text);
// "10x"; "realtime" is 1, "max" 0. Nothing when it is no speed.
std::optional<double> parse_speed(std::string_view text);

// Counts from its first record on. A silence of more than a day is left out. One post alone that is
// so far ahead has a wrong time: nothing waits for it, and nothing after it is due because of it.
class Metronome {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Metronome(Pace pace) : pace_(pace) {}

  // When the next record is due that `time_ms` belongs to. One that is older than those before it
  // is due at once.
  Clock::time_point due(std::int64_t time_ms, Clock::time_point now);

 private:
  const Pace pace_;
  std::uint64_t records_ = 0;
  Clock::time_point begin_{};
  std::int64_t first_ms_ = INT64_MIN;
  std::int64_t newest_ms_ = INT64_MIN;
  bool leapt_ = false;  // the last record was so far ahead
};

}  // namespace yuqing
