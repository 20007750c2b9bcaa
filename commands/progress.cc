// See progress.h.
#include "commands/progress.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>

namespace yuqing {
namespace {

using Clock = std::chrono::steady_clock;

std::string status(const ReplayProgress& replay, std::uint64_t posts, Clock::duration took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const auto read = static_cast<double>(replay.bytes_read);
  const auto total = static_cast<double>(replay.bytes_total);
  const double share = total > 0 ? read / total : 1;
  const double rest = share > 0 ? seconds / share - seconds : 0;
  return fmt::format("{:.0f} % of {:.1f} MB, {} posts, {:.0f} posts/s, {:.0f} s left", share * 100,
                     total / 1e6, posts, static_cast<double>(posts) / seconds, rest);
}

// Waits for the interval; false when it is time to end.
bool slept(const std::stop_token& done, Clock::duration interval) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  return !wake.wait_for(lock, done, interval, [&] { return done.stop_requested(); });
}

void show(const std::stop_token& done, const ReplayProgress& replay, const Lanes& lanes) {
  const Clock::time_point begin = Clock::now();
  const std::uint64_t before = consumed(lanes);
  const bool terminal = isatty(STDERR_FILENO) != 0;
  bool shown = false;
  while (slept(done, terminal ? std::chrono::milliseconds(500) : std::chrono::seconds(10))) {
    const std::string line = status(replay, consumed(lanes) - before, Clock::now() - begin);
    if (terminal) {
      std::fprintf(stderr, "\r\033[K%s", line.c_str());
      shown = true;
    } else {
      spdlog::info("{}", line);
    }
  }
  if (shown) {
    std::fputs("\r\033[K", stderr);
  }
}

}  // namespace

Progress::Progress(const ReplayProgress& replay, const Lanes& lanes)
    : shower_([&replay, &lanes](const std::stop_token& done) { show(done, replay, lanes); }) {}

std::uint64_t consumed(const Lanes& lanes) {
  const std::lock_guard lock(lanes.mutex());
  std::uint64_t sum = 0;
  for (const std::uint32_t lane : lanes.owned()) {
    sum += lanes[lane].counters.consumed;
  }
  return sum;
}

}  // namespace yuqing
