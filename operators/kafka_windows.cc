// See kafka_windows.h.
#include "operators/kafka_windows.h"

#include <librdkafka/rdkafka.h>

namespace yuqing {

std::int32_t place_of_window(std::string_view window, std::int32_t partitions) {
  return rd_kafka_msg_partitioner_murmur2(nullptr, window.data(), window.size(), partitions,
                                          nullptr, nullptr);
}

}  // namespace yuqing
