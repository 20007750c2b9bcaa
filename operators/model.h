// The sentiment model: a read-only file, and the sums that it gives a text.
//
// The model is additive. Each symbol and each pair of neighbours names a row of small weights, one
// a head; a text's margins are the sums of its rows, scaled by its length, plus a bias. Only
// integers are added, so every machine and every kernel gives the same numbers. The format of the
// file is in schemas/model.md.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "operators/rows.h"
#include "pipeline/config.h"
#include "pipeline/opinion.h"

namespace yuqing {

// The heads: the three sentiments, then the emotions without neutral, whose margin is always zero.
inline constexpr std::size_t kHeads = 8;
static_assert(kHeads == kSentiments + kEmotions - 1);
inline constexpr auto kNegativeHead = static_cast<std::size_t>(Sentiment::negative);
inline constexpr auto kPositiveHead = static_cast<std::size_t>(Sentiment::positive);

inline constexpr std::size_t kLengths = 4096;
inline constexpr std::size_t kPowers = 2048;
inline constexpr std::int32_t kMarginUnit = 1024;  // a margin of 1 in the logistic sense
inline constexpr std::int32_t kPowerStep = 8;      // margin units from one power to the next

template <typename T>
using ByHead = std::array<T, kHeads>;
using Sums = ByHead<std::int32_t>;

// In margin units, calibrated: the difference of two is the logarithm of their odds.
struct Margins {
  std::array<std::int64_t, kSentiments> sentiment = {};
  std::array<std::int64_t, kEmotions> emotion = {};
};

// Probabilities in thousandths; each list adds up to 1000 but for rounding.
struct Chances {
  std::array<std::uint16_t, kSentiments> sentiment = {};
  std::array<std::uint16_t, kEmotions> emotion = {};

  bool operator==(const Chances&) const = default;
};

// What a model says about a text. Of a text without symbols it says nothing: the values below.
struct Opinion {
  Sentiment sentiment = Sentiment::neutral;
  std::int16_t score = 0;        // thousandths: how much likelier positive is than negative
  std::uint16_t confidence = 0;  // thousandths: how likely the sentiment is
  Emotion emotion = Emotion::neutral;

  bool operator==(const Opinion&) const = default;
};

// The weights and tables of a model file, in the file's order.
struct Weights {
  ByHead<std::int32_t> bias = {};    // in margin units
  ByHead<std::uint32_t> scale = {};  // margin units * 65536 per weight, for a length of one row
  std::array<std::uint32_t, kLengths> length = {};  // by rows of the text, 65536 for one
  std::array<std::uint32_t, kPowers> power = {};    // 65536 * exp(-i * kPowerStep / kMarginUnit)
  std::array<std::uint64_t, kRows> rows = {};       // eight int8 each, by head
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
  Margins margins(const Sums& sums, std::size_t size) const;
  Opinion opinion(const Sums& sums, std::size_t size) const;
  Chances chances(const Sums& sums, std::size_t size) const;
  // For a whole text, own words only. Allocates.
  Opinion opinion_of(std::string_view text) const;

  const Weights& weights() const { return *weights_; }
  std::uint64_t hash() const { return hash_; }

 private:
  const Weights* weights_ = nullptr;
  std::uint64_t hash_ = 0;
};

// The same sums without vector instructions: what Model::sums() is held against.
Sums sums_one_by_one(const Weights& weights, const char16_t* symbols, std::size_t size);

// A model file. Self-test texts get their expectations from the weights.
std::string encode_model(const Weights& weights, std::span<const std::string> self_test);

// A hash of bytes that depends on nothing else; models and manifests are told apart by it.
std::uint64_t hash_of(std::string_view bytes);

// A model and the bytes under it.
class LoadedModel {
 public:
  // An empty path is the model in the binary. Throws ConfigError.
  explicit LoadedModel(const std::filesystem::path& path);
  // The bytes of a model file. Throws ConfigError.
  static LoadedModel of_bytes(std::string_view bytes);
  const Model& operator*() const { return *model_; }
  const Model* operator->() const { return &*model_; }

 private:
  LoadedModel(std::vector<std::uint64_t> bytes, std::size_t size);

  std::vector<std::uint64_t> bytes_;  // empty for the model in the binary
  std::optional<Model> model_;
};

// Identifies the model that [sentiment] names, for snapshots; 0 when it cannot be loaded.
std::uint64_t model_hash(const Section& sentiment);

}  // namespace yuqing
