// What `yuqing demo` is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "operators/firehose.h"

namespace yuqing {

// Writes a telling of the story to a file, "-" for standard output; speed goes to standard error.
void write_demo(const std::string& path, const FirehosePlan& plan);

struct LiveDemo {
  std::uint64_t seed = 1;
  std::uint64_t rate = 2'000;   // posts a second
  std::uint64_t speed = 1'296;  // seconds of the story in a second: nine days in ten minutes
  std::optional<std::uint64_t> seconds;  // nothing: until a signal comes
  std::string listen = "127.0.0.1:9464";
  std::uint64_t threads = 0;  // 0: as many as there are cores
};

// Broker, firehose and job in this process. Throws std::runtime_error when a record was lost.
void show_demo(const LiveDemo& demo);

}  // namespace yuqing
