// What librdkafka tells of a client besides records, the same for every client of ours.
#pragma once

#include <string_view>

#include "operators/kafka_link.h"

struct rd_kafka_conf_s;

namespace yuqing {

// Its own lines are details; what matters comes as an error and is told by the link.
void log_details(rd_kafka_conf_s* conf);

// An error of the client, not of a record: code as librdkafka has it.
void told_error(KafkaLink& link, int code, std::string_view why);

// The statistics are the only place that tells that a broker is back while nothing is read.
void told_statistics(KafkaLink& link, std::string_view json);

}  // namespace yuqing
