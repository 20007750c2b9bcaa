// Tells whoever supervises the process how it is: systemd by its protocol, others by /livez.
//
// The process is alive as long as its main loop turns, which it does without posts and without a
// broker too. A thread of its own could tell that it lives while the loop hangs; so it looks at
// what the loop does and tells no more than that.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>

#include "pipeline/health.h"

namespace yuqing {

// Without NOTIFY_SOCKET in the environment nobody is told, and only stuck() is of use.
class Supervision {
 public:
  // `turns` counts what the main loop has done and is asked from another thread.
  Supervision(const Health& health, std::function<std::uint64_t()> turns);
  ~Supervision();
  Supervision(const Supervision&) = delete;
  Supervision& operator=(const Supervision&) = delete;

  // The port answers. From now on the service manager hears that the job is ready, what it waits
  // for, each sign of life, and, as soon as `stop` is requested, that it stops.
  void serving(const std::stop_token& stop);

  // For how long the main loop has not turned, while it should have.
  std::chrono::milliseconds stuck() const;

 private:
  void watch(const std::stop_token& done, const std::stop_token& stop);
  void look(bool stopping);

  const Health& health_;
  const std::function<std::uint64_t()> turns_;
  std::uint64_t seen_ = 0;                                   // turns at the last look
  std::string told_;                                         // the status that systemd has
  std::atomic<std::chrono::steady_clock::duration> turned_;  // when the loop was last seen to turn
  std::jthread watch_;
};

}  // namespace yuqing
