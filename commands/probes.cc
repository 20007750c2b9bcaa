// See probes.h.
#include "commands/probes.h"

#include <fmt/format.h>

#include "operators/json_rows.h"

namespace yuqing {
namespace {

// Nothing that the loop waits for takes longer: acknowledgements have 60 s.
constexpr std::chrono::seconds kStuck{180};

Page answer(bool is_well, std::string body) {
  return {.status = is_well ? 200 : 503, .type = "application/json", .body = std::move(body)};
}

}  // namespace

Page liveness(std::chrono::milliseconds stuck) {
  const bool live = stuck < kStuck;
  return answer(live, live ? "{\"live\":true}\n"
                           : fmt::format("{{\"live\":false,\"stuck_ms\":{}}}\n", stuck.count()));
}

Page readiness(const Health& health, std::optional<std::uint64_t> topics) {
  const std::map<std::string, std::string> unready = health.unready();
  const std::string version =
      topics ? fmt::format(R"("topics_version":"{:016x}",)", *topics) : std::string();
  std::string reasons;
  for (const auto& [part, reason] : unready) {
    reasons += reasons.empty() ? "" : ",";
    append_json_string(reasons, part);
    reasons += ':';
    append_json_string(reasons, reason);
  }
  return answer(unready.empty(), fmt::format("{{\"ready\":{},{}\"reasons\":{{{}}}}}\n",
                                             unready.empty(), version, reasons));
}

}  // namespace yuqing
