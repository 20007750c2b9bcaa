// See stop.h.
#include "commands/stop.h"

#include <cstdlib>
#include <ctime>

namespace yuqing {

StopOnSignal::StopOnSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiter_ = std::jthread([this, signals](const std::stop_token& done) {
    constexpr timespec kTick = {.tv_sec = 0, .tv_nsec = 50'000'000};
    while (!done.stop_requested()) {
      if (sigtimedwait(&signals, nullptr, &kTick) < 0) {
        continue;
      }
      if (!stop_.request_stop()) {
        std::_Exit(1);
      }
    }
  });
}

StopOnSignal::~StopOnSignal() {
  waiter_.request_stop();
}

}  // namespace yuqing
