// See kafka_windows.h.
#include "operators/kafka_windows.h"

#include <librdkafka/rdkafka.h>

namespace yuqing {

std::int32_t place_of_window(std::string_view key, std::int32_t partitions) {
  const std::string_view part = window_of(key);
  return rd_kafka_msg_partitioner_murmur2(nullptr, part.data(), part.size(), partitions, nullptr,
                                          nullptr);
}

}  // namespace yuqing
