// See supervision.h. The only file that knows libsystemd.
#include "commands/supervision.h"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace yuqing {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// Four looks in the time within which a sign of life is expected, and at least one a second.
std::chrono::microseconds between_looks() {
  std::uint64_t expected_us = 0;
  const bool watched = sd_watchdog_enabled(0, &expected_us) > 0;
  const std::chrono::microseconds quarter(expected_us / 4);
  return watched ? std::clamp<std::chrono::microseconds>(quarter, 1ms, 1s) : 1s;
}

void tell(const std::string& what) {
  sd_notify(0, what.c_str());  // who does not listen does not matter
}

// A line of the protocol ends at a line break.
std::string status_of(const Health& health) {
  std::string status;
  for (const auto& [part, reason] : health.unready()) {
    status += fmt::format("{}{}: {}", status.empty() ? "" : "; ", part, reason);
  }
  std::ranges::replace(status, '\n', ' ');
  return status.empty() ? "counting" : "waiting: " + status;
}

}  // namespace

Supervision::Supervision(const Health& health, std::function<std::uint64_t()> turns)
    : health_(health), turns_(std::move(turns)), turned_(Clock::now().time_since_epoch()) {}

Supervision::~Supervision() = default;

void Supervision::serving(const std::stop_token& stop) {
  turned_ = Clock::now().time_since_epoch();
  told_ = status_of(health_);
  tell("READY=1\nSTATUS=" + told_);
  watch_ = std::jthread([this, stop](const std::stop_token& done) { watch(done, stop); });
}

std::chrono::milliseconds Supervision::stuck() const {
  const Clock::duration still = Clock::now().time_since_epoch() - turned_.load();
  return std::chrono::duration_cast<std::chrono::milliseconds>(still);
}

void Supervision::watch(const std::stop_token& done, const std::stop_token& stop) {
  const std::stop_callback stopping(
      stop, [] { tell("STOPPING=1\nSTATUS=stopping: what was read is counted and made durable"); });
  const std::chrono::microseconds pause = between_looks();
  std::mutex mutex;
  std::condition_variable_any tick;
  std::unique_lock lock(mutex);
  do {
    look(stop.stop_requested());
  } while (!tick.wait_for(lock, done, pause, [&done] { return done.stop_requested(); }));
}

void Supervision::look(bool stopping) {
  if (const std::uint64_t now = turns_(); now != std::exchange(seen_, now)) {
    turned_ = Clock::now().time_since_epoch();
    tell("WATCHDOG=1");
  }
  const std::string status = status_of(health_);
  if (!stopping && status != std::exchange(told_, status)) {
    tell("STATUS=" + status);
  }
}

}  // namespace yuqing
