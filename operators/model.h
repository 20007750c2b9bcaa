// The sentiment model: a read-only file, and the sums that it gives a text.
//
// The model is additive. Each symbol and each pair of neighbours names a row of small weights, one
// a class; a text's margins are the sums of its rows, scaled by its length, plus a bias. Only
// integers are added, so every machine and every kernel gives the same numbers. The format of the
// file is in schemas/model.md.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/batch.h"
#include "pipeline/config.h"

namespace yuqing {

inline constexpr unsigned kPairBits = 18;
inline constexpr std::size_t kSingles = 0x10000;
inline constexpr std::size_t kPairs = std::size_t{1} << kPairBits;
inline constexpr std::size_t kRows = kSingles + kPairs;
inline constexpr std::size_t kScales = 4096;
inline constexpr std::size_t kPowers = 1024;
inline constexpr std::int32_t kMarginUnit = 1024;  // a margin of 1 in the logistic sense
inline constexpr std::int32_t kPowerStep = 16;     // margin units from one power to the next

// The row of two neighbours.
constexpr std::uint32_t pair_row(std::uint32_t left, std::uint32_t right) {
  return static_cast<std::uint32_t>(kSingles) +
         (((left * 0x9E3779B1U) ^ (right * 0x85EBCA77U + (right << 16))) * 0xC2B2AE3DU >>
          (32 - kPairBits));
}

// What a model says about a text, in order of Sentiment.
using Sums = std::array<std::int32_t, kSentiments>;

struct Opinion {
  Sentiment sentiment = Sentiment::neutral;
  std::int16_t score = 0;  // thousandths: how much likelier positive is than negative

  bool operator==(const Opinion&) const = default;
};

// The weights and tables of a model file, in the file's order.
struct Weights {
  std::array<std::int32_t, 4> bias = {};  // in margin units, by Sentiment; the last is spare
  std::array<std::uint32_t, kScales> scale = {};  // margin units * 65536 per weight, by rows
  std::array<std::uint32_t, kPowers> power = {};  // 65536 * exp(-i * kPowerStep / kMarginUnit)
  std::array<std::uint32_t, kRows> rows = {};     // four int8 each: by Sentiment, spare
};

class Model {
 public:
  // Views into `file` last as long as it does; it is aligned to 8 bytes. Throws ConfigError with
  // what is wrong with it and the mend.
  explicit Model(std::string_view file);
  // Bare weights, for training and tests; they outlive the model.
  explicit Model(const Weights& weights) : weights_(&weights) {}

  // `symbols` is what cut_symbols() wrote, edges included; `size` is without them.
  Sums sums(const char16_t* symbols, std::size_t size) const;
  Opinion opinion(const Sums& sums, std::size_t size) const;
  // For a whole text, own words only. Allocates.
  Opinion opinion_of(std::string_view text) const;

  std::uint64_t hash() const { return hash_; }

 private:
  void verify(std::string_view samples, std::uint32_t count) const;

  const Weights* weights_ = nullptr;
  std::uint64_t hash_ = 0;
};

// The same sums without vector instructions: what Model::sums() is held against.
Sums sums_one_by_one(const Weights& weights, const char16_t* symbols, std::size_t size);

// A model file. Self-test texts get their expectations from the weights.
std::string encode_model(const Weights& weights, std::span<const std::string> self_test);

// A model and the bytes under it.
class LoadedModel {
 public:
  // An empty path is the model in the binary. Throws ConfigError.
  explicit LoadedModel(const std::filesystem::path& path);
  const Model& operator*() const { return *model_; }
  const Model* operator->() const { return &*model_; }

 private:
  std::vector<std::uint64_t> bytes_;  // empty for the model in the binary
  std::optional<Model> model_;
};

// Identifies the model that [sentiment] names, for snapshots; 0 when it cannot be loaded.
std::uint64_t model_hash(const Section& sentiment);

}  // namespace yuqing
