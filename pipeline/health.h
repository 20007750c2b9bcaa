// Whether the job does its work, and if not, why: what /readyz answers.
//
// Every part that can be unready has a name; it reports a reason or that it is well. Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace yuqing {

class Health {
 public:
  // An empty reason means ready.
  void report(std::string_view part, std::string_view reason) {
    const std::lock_guard lock(mutex_);
    reasons_.insert_or_assign(std::string(part), std::string(reason));
  }

  // Parts that are not ready, with their reasons. Empty: ready.
  std::map<std::string, std::string> unready() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, std::string> found;
    for (const auto& [part, reason] : reasons_) {
      if (!reason.empty()) {
        found.emplace(part, reason);
      }
    }
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> reasons_;
};

}  // namespace yuqing
