// How a Kafka client is set up: what is pinned, what a user may tune, and where secrets come from.
//
// The job's exactness rests on some settings of librdkafka, so these cannot be changed; the rest
// can, under [<section>.librdkafka]. KafkaProperties may hold
// secrets (kafka_security.h), so nothing prints them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "pipeline/config.h"

struct rd_kafka_conf_s;

namespace yuqing {

using KafkaProperties = std::map<std::string, std::string>;  // by librdkafka's names

enum class KafkaRole { consumer, producer };

// The given properties on top of the defaults of a role; the pinned ones win over both.
KafkaProperties completed(KafkaRole role, KafkaProperties given);

// Reads brokers, security and pass-through of a section and complains of everything that
// librdkafka would refuse. `own` holds what the section's other keys have set.
KafkaProperties read_kafka_properties(const Section& section, KafkaRole role,
                                      const KafkaProperties& own);

// The caller hands it to rd_kafka_new(). Throws ConfigError on a property that librdkafka does not
// take.
rd_kafka_conf_s* make_kafka_conf(const KafkaProperties& properties);

}  // namespace yuqing
