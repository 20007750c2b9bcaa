// Waiting until Kafka has what was sent, without hiding it from those who ask how the job is.
#pragma once

#include <string>

#include "operators/kafka.h"
#include "pipeline/health.h"

namespace yuqing {

// Returns when everything that was handed over is acknowledged. While that takes longer than a
// second, `part` is unready and says why. Throws SinkError after 60 s.
void wait_for_acknowledgements(KafkaProducer& producer, const std::string& brokers,
                               const std::string& part, Health& health);

}  // namespace yuqing
