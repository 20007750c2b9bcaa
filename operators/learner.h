// The weights of a model while they are learnt.
//
// Two multinomial logistic regressions on the same rows, one of the sentiment, one of the emotion
// with neutral as its reference, by AdaGrad, one text after the other.
#pragma once

#include <memory>
#include <vector>

#include "operators/model.h"

namespace yuqing {

// splitmix64: the same numbers everywhere, unlike std::shuffle and the distributions.
class Random {
 public:
  explicit Random(std::int64_t seed) : state_(static_cast<std::uint64_t>(seed)) {}
  std::uint64_t below(std::uint64_t bound) {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return (z ^ z >> 31) % bound;
  }

 private:
  std::uint64_t state_;
};

// What a text should give: probabilities by head, and how much each of the two answers weighs.
struct Target {
  ByHead<float> wanted = {};
  float sentiment_weight = 0;
  float emotion_weight = 0;
};

class Learner {
 public:
  Learner() : rows_(kRows) {}

  // `symbols` as cut_symbols() writes them, `size` without the edges.
  void learn(const char16_t* symbols, std::size_t size, const Target& target);
  // Adds the weights of another learner, to be divided later.
  void add(const Learner& other);
  // The weights over `learners`, how many were added up, as integers.
  std::unique_ptr<Weights> quantised(std::size_t learners) const;

 private:
  struct alignas(64) Row {
    ByHead<float> weight = {};
    ByHead<float> squares = {kFirstSquares, kFirstSquares, kFirstSquares, kFirstSquares,
                             kFirstSquares, kFirstSquares, kFirstSquares, kFirstSquares};
  };
  static constexpr float kFirstSquares = 1e-3F;  // keeps the first steps small

  static void step(Row& row, const ByHead<float>& slope);
  void step_all(const std::vector<std::uint32_t>& rows, const ByHead<float>& slope);
  ByHead<float> margins(float length) const;

  std::vector<Row> rows_;
  Row bias_;
  std::vector<std::uint32_t> used_;
  std::vector<std::uint32_t> turned_;  // by a negator
};

}  // namespace yuqing
