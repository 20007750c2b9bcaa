// What /livez and /readyz answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "pipeline/health.h"
#include "pipeline/http.h"

namespace yuqing {

// `stuck`: for how long the main loop has not turned. Too long is 503.
Page liveness(std::chrono::milliseconds stuck);

// With the version of the topics where there are any.
Page readiness(const Health& health, std::optional<std::uint64_t> topics);

}  // namespace yuqing
