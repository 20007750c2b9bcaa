// Where the rows of windows stand in their topic of Kafka.
//
// The key is "source/partition/start/topic". The partition follows from "start/topic" alone: rows
// that have to be added up stand in one partition, in the order in which they were written.
#pragma once

#include <cstdint>
#include <string_view>

namespace yuqing {

// The part of a key that decides on the partition. Names of Kafka topics have no slash.
constexpr std::string_view window_of(std::string_view key) {
  const std::size_t first = key.find('/');
  const std::size_t second = key.find('/', first + 1);
  return second == std::string_view::npos ? key : key.substr(second + 1);
}

// Of so many partitions, the one where that key's record belongs.
std::int32_t place_of_window(std::string_view key, std::int32_t partitions);

}  // namespace yuqing
