// The consumer group that a section reads with, and the name that a process has in it.
#pragma once

#include <string>

#include "operators/kafka_properties.h"

namespace yuqing {

// group.id, and group.instance.id where the section or the environment tells one.
KafkaProperties group_properties(const Section& section, const std::string& group);

}  // namespace yuqing
