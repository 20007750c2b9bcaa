// Mixes the bits of a number that others chose, so that neighbouring and crafted ones fall apart.
#pragma once

#include <cstdint>

namespace yuqing {

// No two numbers become the same one.
constexpr std::uint64_t mixed(std::uint64_t id) {
  id = (id ^ (id >> 33)) * 0xff51afd7ed558ccd;
  id = (id ^ (id >> 33)) * 0xc4ceb9fe1a85ec53;
  return id ^ (id >> 33);
}

// What was mixed.
constexpr std::uint64_t unmixed(std::uint64_t id) {
  id = (id ^ (id >> 33)) * 0x9cb4b2f8129337db;
  id = (id ^ (id >> 33)) * 0x4f74430c22a54005;
  return id ^ (id >> 33);
}

}  // namespace yuqing
