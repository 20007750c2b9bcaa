// See http_patience.h.
#include "pipeline/http_patience.h"

#include <sys/socket.h>

namespace yuqing {

HttpPatience::HttpPatience(std::chrono::milliseconds most)
    : most_(most), watcher_([this](const std::stop_token& stop) { watch(stop); }) {}

void HttpPatience::begin(int socket) {
  const std::lock_guard lock(mutex_);
  begun_[socket] = Clock::now();
}

void HttpPatience::end(int socket) {
  const std::lock_guard lock(mutex_);
  begun_.erase(socket);
}

// The server sees the end of a connection that is shut down here, and closes it.
void HttpPatience::watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!tick_.wait_for(lock, stop, most_ / 4, [&stop] { return stop.stop_requested(); })) {
    const Clock::time_point now = Clock::now();
    for (const auto& [socket, begun] : begun_) {
      if (now - begun > most_) {
        shutdown(socket, SHUT_RDWR);
      }
    }
  }
}

}  // namespace yuqing
