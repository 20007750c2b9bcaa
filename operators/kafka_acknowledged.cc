// See kafka_acknowledged.h.
#include "operators/kafka_acknowledged.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

// Well below max.poll.interval.ms: while a sink waits, nobody polls the source.
constexpr std::chrono::milliseconds kSlice{1000};
constexpr int kSlices = 60;

}  // namespace

void wait_for_acknowledgements(KafkaProducer& producer, const std::string& brokers,
                               const std::string& part, Health& health) {
  for (int slice = 0; slice < kSlices; slice++) {
    if (producer.flushed_within(kSlice)) {
      if (slice > 0) {
        health.report(part, "");
        spdlog::info("{}: the broker acknowledges again", part);
      }
      return;
    }
    if (slice == 0) {
      const std::string reason =
          fmt::format("broker {} does not acknowledge what is written", brokers);
      health.report(part, reason);
      spdlog::warn("{}: {}; waiting for up to 60 s", part, reason);
    }
  }
  throw SinkError(fmt::format(
      "{}: broker {} has not acknowledged for 60 s; check it and start again", part, brokers));
}

}  // namespace yuqing
