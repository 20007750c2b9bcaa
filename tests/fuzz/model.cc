// A model file. The input is the number of self-test texts, 64 bytes of weights and the self-test;
// all other weights are zero, and size and checksum are made to fit.
#include "operators/model.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "pipeline/errors.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {
namespace {

constexpr std::size_t kSamplesAt = 12;
constexpr std::size_t kChecksumAt = 24;
constexpr std::size_t kSizeAt = 32;
constexpr std::size_t kWeightsAt = 4096;
constexpr std::size_t kSomeWeights = 64;

// schemas/model.md tells it; the file that is read has the same in its own words.
std::uint64_t summed(std::uint64_t sum, std::string_view bytes) {
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    if (bytes.size() >= sizeof word) {
      std::memcpy(&word, bytes.data(), sizeof word);
    } else {
      std::memcpy(&word, bytes.data(), bytes.size());
    }
    bytes.remove_prefix(std::min(sizeof word, bytes.size()));
    sum = (sum ^ word) * 0x9E3779B97F4A7C15;
    sum ^= sum >> 29;
  }
  return sum;
}

template <typename Number>
void put(std::string& bytes, std::size_t at, Number number) {
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

bool is_refused(std::string_view bytes) {
  try {
    LoadedModel::of_bytes(bytes)->opinion_of("国货之光[doge] 1");
    return false;
  } catch (const ConfigError&) {
    return true;
  }
}

std::string sealed(std::string bytes) {
  constexpr std::uint64_t kVersion = 3;
  put(bytes, kSizeAt, std::uint64_t{bytes.size()});
  const std::string_view all = bytes;
  const std::uint64_t head = summed(kVersion, all.substr(0, kChecksumAt));
  put(bytes, kChecksumAt, summed(head, all.substr(kSizeAt)));
  return bytes;
}

}  // namespace

void fuzz(std::string_view input) {
  static const std::string empty = encode_model(Weights(), {});
  static const bool is_sound = sealed(empty) == empty && !is_refused(empty);
  require(is_sound, "this file seals a model as encode_model() does");
  require(is_refused(input), "few bytes are no model");
  if (input.size() <= kSomeWeights) {
    return;
  }
  std::string bytes = empty;
  put(bytes, kSamplesAt, std::uint32_t{static_cast<unsigned char>(input[0])});
  std::ranges::copy(input.substr(1, kSomeWeights), bytes.begin() + kWeightsAt);
  bytes += input.substr(kSomeWeights + 1);
  const std::string whole = sealed(bytes);
  is_refused(whole);
  require(bytes == whole || is_refused(bytes), "a checksum that does not fit is found");
}

}  // namespace yuqing
