// See kafka_writer.h.
#include "operators/kafka_writer.h"

#include <fmt/format.h>

#include <random>

namespace yuqing {

std::string new_writer_name() {
  std::random_device dice;
  return fmt::format("{:08x}{:08x}", dice(), dice());
}

}  // namespace yuqing
