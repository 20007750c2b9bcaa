// Whether the job does its work, and if not, why: what /readyz answers.
//
// Every part that can be unready has a name; it reports a reason or that it is well. Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace yuqing {

class Health {
 public:
  using Clock = std::chrono::steady_clock;

  // An empty reason means ready.
  void report(std::string_view part, std::string_view reason) { report_from(part, reason, {}); }

  // The part is unready from then on, if it has not reported by then that it is well. For who may
  // be stuck and could not tell: said before.
  void report_from(std::string_view part, std::string_view reason, Clock::time_point from) {
    const std::lock_guard lock(mutex_);
    reasons_.insert_or_assign(std::string(part), Reason{std::string(reason), from});
  }

  // Parts that are not ready, with their reasons. Empty: ready.
  std::map<std::string, std::string> unready() const {
    const Clock::time_point now = Clock::now();
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::string> found;
    for (const auto& [part, reason] : reasons_) {
      if (!reason.text.empty() && now >= reason.from) {
        found.emplace(part, reason.text);
      }
    }
    return found;
  }

 private:
  struct Reason {
    std::string text;
    Clock::time_point from;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Reason> reasons_;
};

}  // namespace yuqing
