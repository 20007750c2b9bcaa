// See victoria.h.
#include "operators/victoria.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "pipeline/errors.h"

namespace yuqing {

Victoria::Victoria(const std::string& url)
    : client_(url, {.option = "--victoria", .example = "http://127.0.0.1:8428"}) {}

void Victoria::import_lines(std::string_view lines) {
  const HttpAnswer answer = client_.post("/api/v1/import/prometheus", lines, "text/plain");
  if (!answer.fault.empty()) {
    throw SinkError(fmt::format("VictoriaMetrics at {} {}", client_.server(), answer.fault));
  }
}

void Victoria::reset_cache() {
  const HttpAnswer answer = client_.get("/internal/resetRollupResultCache");
  if (!answer.fault.empty()) {
    spdlog::warn("VictoriaMetrics at {} {}: it may still give answers from before the import",
                 client_.server(), answer.fault);
  }
}

}  // namespace yuqing
