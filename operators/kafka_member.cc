// See kafka_member.h.
#include "operators/kafka_member.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::minutes kShortly{5};

}  // namespace

void KafkaMember::tell(std::size_t partitions) {
  const std::string reason = link_.reason();
  if (reason == told_) {
    return;
  }
  told_ = reason;
  health_.report("source", reason);
  if (reason.empty()) {
    spdlog::info("{}: reading {} partitions of '{}'", part_, partitions, link_.topic());
  } else if (link_.trouble()) {
    spdlog::warn("{} waits: {}", part_, reason);
  } else {
    spdlog::info("{}: {}", part_, reason);
  }
}

void KafkaMember::put_out(const std::string& why) {
  const Clock::time_point now = Clock::now();
  if (put_out_at_ != Clock::time_point{} && now - put_out_at_ < kShortly) {
    throw SourceError(
        fmt::format("{}: {}; give every process a group_instance_id of its own", part_, why));
  }
  put_out_at_ = now;
}

}  // namespace yuqing
