// SIGINT and SIGTERM as a request to stop.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace yuqing {

// The first signal asks for a graceful stop, a second one ends the process at once. Built before
// any other thread starts, so that all threads leave the signals to this one.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread waiter_;
};

}  // namespace yuqing
