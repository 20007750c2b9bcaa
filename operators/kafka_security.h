// The link to Kafka's brokers: encryption, authentication, and where their secrets come from.
//
// A secret stands in a file or in a variable of the environment, never in the configuration, and
// no message repeats it.
#pragma once

#include <string_view>

#include "operators/kafka_properties.h"
#include "pipeline/config.h"

namespace yuqing {

// Reads protocol, ssl_* and sasl_* of a section.
void read_kafka_security(const Section& section, KafkaProperties& into);

// One warning when posts travel over a network without encryption.
void warn_of_clear_link(std::string_view section, const KafkaProperties& properties);

}  // namespace yuqing
