// CRC-32C (Castagnoli, RFC 3720 appendix B.4), by the processor's own instruction.
#pragma once

#include <nmmintrin.h>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace yuqing {

inline std::uint32_t crc32c(std::string_view bytes) {
  std::uint64_t crc = 0xffffffff;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    crc = _mm_crc32_u64(crc, word);
  }
  for (const char byte : bytes) {
    crc = _mm_crc32_u8(static_cast<std::uint32_t>(crc), static_cast<unsigned char>(byte));
  }
  return static_cast<std::uint32_t>(crc) ^ 0xffffffff;
}

}  // namespace yuqing
