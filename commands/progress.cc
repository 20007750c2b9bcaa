// See progress.h.
#include "commands/progress.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>

namespace yuqing {
namespace {

using Clock = std::chrono::steady_clock;

struct Reached {
  std::uint64_t posts = 0;
  std::uint64_t rejected = 0;
};

Reached reached(const Lanes& lanes) {
  const std::lock_guard lock(lanes.mutex());
  Reached sum;
  for (const std::uint32_t lane : lanes.owned()) {
    sum.posts += lanes[lane].counters.consumed;
    sum.rejected += lanes[lane].counters.rejected();
  }
  return sum;
}

double share_of(const ReplayProgress& replay) {
  const auto read = static_cast<double>(replay.bytes_read);
  const auto total = static_cast<double>(replay.bytes_total);
  return total > 0 ? std::min(read / total, 1.0) : 1;
}

std::string bar(double share) {
  constexpr std::size_t kWidth = 24;
  const auto full = static_cast<std::size_t>(share * kWidth);
  return fmt::format("[{:#<{}}{:.<{}}] ", "", full, "", kWidth - full);
}

// `posts` were read in the time that it took; what an earlier run read is not among them.
std::string status(const ReplayProgress& replay, std::uint64_t posts, std::uint64_t rejected,
                   Clock::duration took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const double share = share_of(replay);
  const double rest = share > 0 ? seconds / share - seconds : 0;
  return fmt::format("{:.0f} % of {:.1f} MB, {} posts, {} rejected, {:.0f} posts/s, {:.0f} s left",
                     share * 100, static_cast<double>(replay.bytes_total) / 1e6, posts, rejected,
                     static_cast<double>(posts) / seconds, rest);
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
  const std::uint64_t before = reached(lanes).posts;
  const bool terminal = isatty(STDERR_FILENO) != 0;
  bool shown = false;
  while (slept(done, terminal ? std::chrono::milliseconds(500) : std::chrono::seconds(10))) {
    const Reached now = reached(lanes);
    const std::string line = status(replay, now.posts - before, now.rejected, Clock::now() - begin);
    if (terminal) {
      std::fprintf(stderr, "\r\033[K%s%s", bar(share_of(replay)).c_str(), line.c_str());
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
  return reached(lanes).posts;
}

}  // namespace yuqing
