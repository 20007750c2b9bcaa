// See pace.h.
#include "commands/pace.h"

#include <charconv>

namespace yuqing {
namespace {

constexpr std::int64_t kLeap = std::int64_t{24} * 60 * 60 * 1000;

std::optional<double> positive(std::string_view text, std::string_view unit) {
  if (!text.ends_with(unit)) {
    return std::nullopt;
  }
  text.remove_suffix(unit.size());
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number > 0 && number <= 1e9 ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<double> parse_rate(std::string_view text) {
  return positive(text, "/s");
}

std::optional<double> parse_speed(std::string_view text) {
  if (text == "max") {
    return 0;
  }
  return text == "realtime" ? std::optional(1.0) : positive(text, "x");
}

Metronome::Clock::time_point Metronome::due(std::int64_t time_ms, Clock::time_point now) {
  using std::chrono::duration;
  using std::chrono::duration_cast;
  if (records_++ == 0) {
    begin_ = now;
  }
  if (pace_.rate > 0) {
    const duration<double> passed(static_cast<double>(records_ - 1) / pace_.rate);
    return begin_ + duration_cast<Clock::duration>(passed);
  }
  if (pace_.speed <= 0 || time_ms == INT64_MIN) {
    return now;
  }
  if (first_ms_ == INT64_MIN) {
    first_ms_ = newest_ms_ = time_ms;
    begin_ = now;
  }
  const bool leaps = time_ms - newest_ms_ > kLeap;
  if (leaps && !leapt_) {
    leapt_ = true;
    return now;
  }
  leapt_ = false;
  if (leaps) {
    first_ms_ += time_ms - newest_ms_;
  }
  if (time_ms <= newest_ms_) {
    return now;
  }
  newest_ms_ = time_ms;
  const duration<double, std::milli> passed(static_cast<double>(time_ms - first_ms_) / pace_.speed);
  return begin_ + duration_cast<Clock::duration>(passed);
}

}  // namespace yuqing
