// See learner.h.
//
// Floats are added in one fixed order, and the only functions of the mathematical library here are
// roots, which are exact everywhere, and those that fill the tables of the finished model, whose
// results are rounded to few digits. So a build gives the same bytes on every machine.
#include "operators/learner.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "operators/negation.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

constexpr float kRate = 0.3F;
constexpr float kDecay = 1e-6F;
constexpr float kLargestWeight = 127;

// exp(x) for x up to 0, to 2e-7 of its value: not the library's, which depends on the processor.
float power_of(float x) {
  constexpr float kLeast = -80;
  constexpr float kLog2 = 0.693359375F;  // in two parts, the first with few digits
  constexpr float kLog2Rest = -2.12194440e-4F;
  if (x < kLeast) {
    return 0;
  }
  const float n = std::floor(x * 1.44269504F + 0.5F);
  const float r = x - n * kLog2 - n * kLog2Rest;
  float sum = 1.9875691500e-4F;
  for (const float next :
       {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F}) {
    sum = sum * r + next;
  }
  sum = sum * r * r + r + 1;
  return sum * std::bit_cast<float>((static_cast<std::int32_t>(n) + 127) << 23);
}

// Margins to probabilities among heads [begin, end), and one more with margin `reference`.
void make_chances(ByHead<float>& heads, std::size_t begin, std::size_t end,
                  const float* reference) {
  float best = reference != nullptr ? *reference : heads[begin];
  for (std::size_t i = begin; i < end; i++) {
    best = std::max(best, heads[i]);
  }
  float total = reference != nullptr ? power_of(*reference - best) : 0;
  for (std::size_t i = begin; i < end; i++) {
    heads[i] = power_of(heads[i] - best);
    total += heads[i];
  }
  for (std::size_t i = begin; i < end; i++) {
    heads[i] /= total;
  }
}

// As a row that is turned counts: negative and positive exchanged, no emotions.
ByHead<float> turned(const ByHead<float>& heads) {
  ByHead<float> made = {};
  for (std::size_t i = 0; i < kSentiments; i++) {
    made[i] = heads[kSentiments - 1 - i];
  }
  return made;
}

std::uint32_t rounded(double value) {
  return static_cast<std::uint32_t>(std::lround(value));
}

}  // namespace

void Learner::step(Row& row, const ByHead<float>& slope) {
  for (std::size_t i = 0; i < kHeads; i++) {
    row.squares[i] += slope[i] * slope[i];
    row.weight[i] -= kRate * slope[i] / std::sqrt(row.squares[i]);
  }
}

ByHead<float> Learner::margins(float length) const {
  ByHead<float> margins = {};
  for (const std::uint32_t row : used_) {
    for (std::size_t i = 0; i < kHeads; i++) {
      margins[i] += rows_[row].weight[i];
    }
  }
  for (const std::uint32_t row : turned_) {
    const ByHead<float> weight = turned(rows_[row].weight);
    for (std::size_t i = 0; i < kHeads; i++) {
      margins[i] += weight[i];
    }
  }
  for (std::size_t i = 0; i < kHeads; i++) {
    margins[i] = margins[i] * length + bias_.weight[i];
  }
  return margins;
}

void Learner::learn(const char16_t* symbols, std::size_t size, const Target& target) {
  used_.clear();
  turned_.clear();
  const std::vector<bool> is_turned = turned_in(symbols, size);
  for (std::size_t i = 0; i <= size; i++) {
    const RowPlace place = place_at(symbols, i);
    (i > 0 && is_turned[i - 1] && is_turned[i] ? turned_ : used_).push_back(place.pair);
    if (place.single != kEdge) {
      (is_turned[i] ? turned_ : used_).push_back(place.single);
    }
  }
  const float length = 1 / std::sqrt(static_cast<float>(used_.size() + turned_.size() + 1));
  constexpr float kNoMargin = 0;
  ByHead<float> error = margins(length);
  make_chances(error, 0, kSentiments, nullptr);
  make_chances(error, kSentiments, kHeads, &kNoMargin);
  ByHead<float> slope = {};
  for (std::size_t i = 0; i < kHeads; i++) {
    error[i] = (error[i] - target.wanted[i]) *
               (i < kSentiments ? target.sentiment_weight : target.emotion_weight);
    slope[i] = error[i] * length;
  }
  step(bias_, error);
  step_all(used_, slope);
  step_all(turned_, turned(slope));
}

void Learner::step_all(const std::vector<std::uint32_t>& rows, const ByHead<float>& slope) {
  for (const std::uint32_t row : rows) {
    ByHead<float> decayed = slope;
    for (std::size_t i = 0; i < kHeads; i++) {
      decayed[i] += kDecay * rows_[row].weight[i];
    }
    step(rows_[row], decayed);
  }
}

void Learner::add(const Learner& other) {
  const auto add_row = [](Row& row, const Row& more) {
    for (std::size_t i = 0; i < kHeads; i++) {
      row.weight[i] += more.weight[i];
    }
  };
  add_row(bias_, other.bias_);
  for (std::size_t row = 0; row < kRows; row++) {
    add_row(rows_[row], other.rows_[row]);
  }
}

// One scale for the sentiments and one for the emotions, each by its largest weight: clipping it
// would cost accuracy.
std::unique_ptr<Weights> Learner::quantised(std::size_t learners) const {
  const auto count = static_cast<float>(learners);
  std::array<float, 2> largest = {1e-6F, 1e-6F};
  for (const Row& row : rows_) {
    for (std::size_t i = 0; i < kHeads; i++) {
      float& most = largest[i < kSentiments ? 0 : 1];
      most = std::max(most, std::abs(row.weight[i]));
    }
  }
  auto made = std::make_unique<Weights>();
  for (std::size_t i = 0; i < kHeads; i++) {
    const float unit = largest[i < kSentiments ? 0 : 1] / kLargestWeight;
    for (std::size_t row = 1; row < kRows; row++) {
      const auto weight = static_cast<std::int8_t>(std::lround(rows_[row].weight[i] / unit));
      made->rows[row] |= std::uint64_t{static_cast<std::uint8_t>(weight)} << (8 * i);
    }
    made->scale[i] = rounded(double{unit} * kMarginUnit * 65536 / count);
    made->bias[i] = static_cast<std::int32_t>(std::lround(bias_.weight[i] * kMarginUnit / count));
  }
  for (std::size_t rows = 0; rows < kLengths; rows++) {
    made->length[rows] = rounded(65536 / std::sqrt(static_cast<double>(rows) + 1));
  }
  for (std::size_t i = 0; i < kPowers; i++) {
    const double power = -static_cast<double>(i) * kPowerStep / kMarginUnit;
    made->power[i] = rounded(65536 * std::exp(power));
  }
  return made;
}

}  // namespace yuqing
