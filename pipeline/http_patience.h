// Ends connections on which a request or an answer takes too long, however busily it trickles: a
// limit for silence alone lets a client that sends a byte a second stay for ever.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

namespace yuqing {

class HttpPatience {
 public:
  // No more than `most` for each request and each answer.
  explicit HttpPatience(std::chrono::milliseconds most);

  // From any thread. A connection begins, or a request on it is complete.
  void begin(int socket);
  // It is over, and its socket not closed yet.
  void end(int socket);

 private:
  using Clock = std::chrono::steady_clock;

  void watch(const std::stop_token& stop);

  const std::chrono::milliseconds most_;
  std::mutex mutex_;
  std::condition_variable_any tick_;
  std::map<int, Clock::time_point> begun_;  // by socket
  std::jthread watcher_;
};

}  // namespace yuqing
