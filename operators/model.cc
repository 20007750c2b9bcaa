// See model.h and schemas/model.md; the file is read in model_file.cc, sums.cc adds up.
#include "operators/model.h"

#include <algorithm>

#include "operators/symbols.h"

namespace yuqing {
namespace {

// The largest margin's place, `neutral` where that is one of several. Margins are hard to foretell,
// so no branch depends on them: each carries its place in its lowest bits.
template <std::size_t size>
std::size_t best_of(const std::array<std::int64_t, size>& margins, std::size_t neutral) {
  std::int64_t best = margins[neutral] * 8 + 7;
  for (std::size_t i = 0; i < size; i++) {
    const std::int64_t one = margins[i] * 8 + static_cast<std::int64_t>(size - 1 - i);
    best = i != neutral && one > best ? one : best;
  }
  const auto place = static_cast<std::size_t>(best & 7);
  return place == 7 ? neutral : size - 1 - place;
}

// The odds against the likeliest, 65536 for itself; `best` is its margin.
template <std::size_t size>
std::array<std::int64_t, size> odds_of(const std::array<std::int64_t, size>& margins,
                                       std::int64_t best, const Weights& weights) {
  std::array<std::int64_t, size> odds = {};
  for (std::size_t i = 0; i < size; i++) {
    const auto steps = static_cast<std::size_t>((best - margins[i]) / kPowerStep);
    odds[i] = weights.power[std::min(steps, kPowers - 1)];
  }
  return odds;
}

template <std::size_t size>
std::int64_t total(const std::array<std::int64_t, size>& odds) {
  std::int64_t sum = 0;
  for (const std::int64_t one : odds) {
    sum += one;
  }
  return sum;
}

// Tables of a model in the making may hold zeros.
std::int64_t thousandths(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : (1000 * part + whole / 2) / whole;
}

template <std::size_t size>
std::array<std::uint16_t, size> chances_of(const std::array<std::int64_t, size>& margins,
                                           const Weights& weights) {
  const auto odds = odds_of(margins, *std::ranges::max_element(margins), weights);
  const std::int64_t all = total(odds);
  std::array<std::uint16_t, size> chances = {};
  for (std::size_t i = 0; i < size; i++) {
    chances[i] = static_cast<std::uint16_t>(thousandths(odds[i], all));
  }
  return chances;
}

}  // namespace

Margins Model::margins(const Sums& sums, std::size_t size) const {
  const std::int64_t length = weights_->length[std::min(row_count(size), kLengths - 1)];
  ByHead<std::int64_t> heads = {};
  for (std::size_t i = 0; i < kHeads; i++) {
    heads[i] = (sums[i] * length * weights_->scale[i] >> 32) + weights_->bias[i];
  }
  Margins margins;
  std::copy_n(heads.begin(), kSentiments, margins.sentiment.begin());
  std::copy(heads.begin() + kSentiments, heads.end(), margins.emotion.begin());
  return margins;
}

Opinion Model::opinion(const Sums& sums, std::size_t size) const {
  if (size == 0) {
    return {};
  }
  const auto [sentiment, emotion] = margins(sums, size);
  const std::size_t best = best_of(sentiment, static_cast<std::size_t>(Sentiment::neutral));
  const auto odds = odds_of(sentiment, sentiment[best], *weights_);
  const std::int64_t all = std::max<std::int64_t>(total(odds), 1);
  return {
      .sentiment = static_cast<Sentiment>(best),
      .score = static_cast<std::int16_t>((odds[kPositiveHead] - odds[kNegativeHead]) * 1000 / all),
      .confidence = static_cast<std::uint16_t>(thousandths(odds[best], all)),
      .emotion =
          static_cast<Emotion>(best_of(emotion, static_cast<std::size_t>(Emotion::neutral)))};
}

Chances Model::chances(const Sums& sums, std::size_t size) const {
  if (size == 0) {
    return {};
  }
  const auto [sentiment, emotion] = margins(sums, size);
  return {.sentiment = chances_of(sentiment, *weights_), .emotion = chances_of(emotion, *weights_)};
}

Opinion Model::opinion_of(std::string_view text) const {
  const Symbols cut = symbols_of(text);
  return opinion(sums(cut.with_edges.data(), cut.size), cut.size);
}

}  // namespace yuqing
