// The keys of the rows of windows and of their sums in topics of Kafka, and where they stand.
//
// The key of a row is "source/partition/start/topic/writer" (kafka_writer.h), that of a sum
// "start/topic/writer". The partition follows from "start/topic" alone: rows that have to be added
// up, or of which one replaces the other, stand in one partition.
#pragma once

#include <cstdint>
#include <string_view>

namespace yuqing {

// "start/topic" of a sum's key; an empty text where it is none.
constexpr std::string_view window_of_sum(std::string_view key) {
  const std::size_t writer = key.rfind('/');
  return key.substr(0, writer == std::string_view::npos ? 0 : writer);
}

// "start/topic" of a row's key. Names of Kafka topics have no slash.
constexpr std::string_view window_of_row(std::string_view key) {
  const std::size_t first = key.find('/');
  const std::size_t second = key.find('/', first + 1);
  return second == std::string_view::npos ? std::string_view()
                                          : window_of_sum(key.substr(second + 1));
}

// Of so many partitions, the one where the rows of a window, "start/topic", belong.
std::int32_t place_of_window(std::string_view window, std::int32_t partitions);

}  // namespace yuqing
