// See train.h.
#include "operators/train.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "operators/model.h"
#include "operators/normalize.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

constexpr float kRate = 0.3F;
constexpr float kFirstSquares = 1e-3F;  // keeps the first steps small
constexpr float kDecay = 1e-6F;
constexpr float kLargestWeight = 127;

struct Example {
  std::vector<char16_t> symbols;  // edges included
  std::size_t label = 0;
  float weight = 1;
};

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

bool is_emoticon(char16_t symbol) {
  return (symbol >= kFirstEmoji && symbol <= 0xDFFF) ||
         (symbol >= kFirstEmoticon && symbol <= 0xF8FF) || (symbol >= 0x2600 && symbol <= 0x27BF);
}

std::vector<char16_t> symbols_of(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(own_text(text), chars, classes);
  std::vector<char16_t> symbols(chars.size() + kSymbolRoom);
  const std::size_t size = cut_symbols(chars.data(), classes.data(), chars.size(), symbols.data());
  symbols.resize(size + 3);
  return symbols;
}

// Rare classes weigh more: by one over the root of their share.
void weigh_classes(std::vector<Example>& examples) {
  std::array<double, kSentiments> mass = {};
  double all = 0;
  for (const Example& example : examples) {
    mass[example.label] += example.weight;
    all += example.weight;
  }
  for (Example& example : examples) {
    example.weight *= static_cast<float>(std::sqrt(all / (kSentiments * mass[example.label])));
  }
}

class Learner {
 public:
  Learner() : rows_(kRows) {}

  void learn(const Example& example, const std::vector<char16_t>& symbols) {
    rows_of(symbols);
    const float length = 1 / std::sqrt(static_cast<float>(used_.size() + 1));
    std::array<float, kSentiments> error = chances(length);
    error[example.label] -= 1;
    for (std::size_t i = 0; i < kSentiments; i++) {
      error[i] *= example.weight;
      step(bias_, i, error[i]);
    }
    for (const std::uint32_t row : used_) {
      for (std::size_t i = 0; i < kSentiments; i++) {
        step(rows_[row], i, error[i] * length + kDecay * rows_[row].weight[i]);
      }
    }
  }

  // Adds the weights of another learner, to be divided later.
  void add(const Learner& other) {
    add(bias_, other.bias_);
    for (std::size_t row = 0; row < kRows; row++) {
      add(rows_[row], other.rows_[row]);
    }
  }

  // The weights over `learners`, how many were added up.
  std::unique_ptr<Weights> quantised(float learners) const;

 private:
  struct Row {
    std::array<float, kSentiments> weight = {};
    std::array<float, kSentiments> squares = {kFirstSquares, kFirstSquares, kFirstSquares};
  };

  static void add(Row& row, const Row& other) {
    for (std::size_t i = 0; i < kSentiments; i++) {
      row.weight[i] += other.weight[i];
    }
  }

  static void step(Row& row, std::size_t i, float slope) {
    row.squares[i] += slope * slope;
    row.weight[i] -= kRate * slope / std::sqrt(row.squares[i]);
  }

  void rows_of(const std::vector<char16_t>& symbols) {
    used_.clear();
    for (std::size_t i = 1; i + 1 < symbols.size(); i++) {
      used_.push_back(pair_row(symbols[i], symbols[i + 1]));
      if (symbols[i + 1] != kEdge) {
        used_.push_back(symbols[i + 1]);
      }
    }
  }

  std::array<float, kSentiments> chances(float length) const {
    std::array<float, kSentiments> margin = {};
    for (const std::uint32_t row : used_) {
      for (std::size_t i = 0; i < kSentiments; i++) {
        margin[i] += rows_[row].weight[i];
      }
    }
    float total = 0;
    for (std::size_t i = 0; i < kSentiments; i++) {
      margin[i] = margin[i] * length + bias_.weight[i];
    }
    const float best = *std::ranges::max_element(margin);
    for (float& value : margin) {
      value = std::exp(value - best);
      total += value;
    }
    for (float& value : margin) {
      value /= total;
    }
    return margin;
  }

  std::vector<Row> rows_;
  Row bias_;
  std::vector<std::uint32_t> used_;
};

// One scale for all weights, by the largest: clipping it would cost accuracy.
std::unique_ptr<Weights> Learner::quantised(float learners) const {
  float largest = 1e-6F;
  for (const Row& row : rows_) {
    for (const float weight : row.weight) {
      largest = std::max(largest, std::abs(weight));
    }
  }
  const float unit = largest / kLargestWeight;  // of the sum
  auto made = std::make_unique<Weights>();
  for (std::size_t row = 0; row < kRows; row++) {
    for (std::size_t i = 0; i < kSentiments; i++) {
      const auto weight = static_cast<std::int8_t>(std::lround(rows_[row].weight[i] / unit));
      made->rows[row] |= std::uint32_t{static_cast<std::uint8_t>(weight)} << (8 * i);
    }
  }
  for (std::size_t i = 0; i < kSentiments; i++) {
    made->bias[i] =
        static_cast<std::int32_t>(std::lround(bias_.weight[i] * kMarginUnit / learners));
  }
  for (std::size_t rows = 0; rows < kScales; rows++) {
    const double length = std::sqrt(static_cast<double>(rows) + 1);
    made->scale[rows] = static_cast<std::uint32_t>(
        std::lround(double{unit} * kMarginUnit * 65536 / (length * learners)));
  }
  for (std::size_t i = 0; i < kPowers; i++) {
    const double power = -static_cast<double>(i) * kPowerStep / kMarginUnit;
    made->power[i] = static_cast<std::uint32_t>(std::lround(65536 * std::exp(power)));
  }
  return made;
}

void shuffle(std::vector<std::size_t>& order, Random& random) {
  for (std::size_t i = order.size(); i > 1; i--) {
    std::swap(order[i - 1], order[random.below(i)]);
  }
}

std::vector<char16_t> without_emoticons(std::vector<char16_t> symbols) {
  std::erase_if(symbols, is_emoticon);
  return symbols;
}

std::vector<Example> read_examples(const Recipe& recipe, std::vector<std::size_t>& rows) {
  std::vector<Example> examples;
  std::set<std::vector<char16_t>> seen;
  for (const TrainingFile& file : recipe.files) {
    const std::size_t before = examples.size();
    for (const Labelled& row : read_labelled(file.path)) {
      std::vector<char16_t> symbols = symbols_of(row.text);
      if (symbols.size() <= 3 || !seen.insert(symbols).second) {
        continue;
      }
      const std::int64_t neutral = row.label == Sentiment::neutral ? file.neutral : 100;
      examples.push_back({.symbols = std::move(symbols),
                          .label = static_cast<std::size_t>(row.label),
                          .weight = static_cast<float>(file.weight * neutral) / 10000});
    }
    rows.push_back(examples.size() - before);
  }
  return examples;
}

Learner learned(const std::vector<Example>& examples, const Recipe& recipe, Random& random) {
  std::vector<std::size_t> order(examples.size());
  for (std::size_t i = 0; i < order.size(); i++) {
    order[i] = i;
  }
  Learner learner;
  for (std::int64_t pass = 0; pass < recipe.passes; pass++) {
    shuffle(order, random);
    for (const std::size_t i : order) {
      const bool bare = random.below(100) < static_cast<std::uint64_t>(recipe.emoticon_dropout);
      learner.learn(examples[i],
                    bare ? without_emoticons(examples[i].symbols) : examples[i].symbols);
    }
  }
  return learner;
}

}  // namespace

Recipe read_recipe(File& manifest) {
  const Section root = manifest.root();
  Recipe recipe;
  recipe.passes = root.integer("passes", recipe.passes, 1, 100);
  recipe.models = root.integer("models", recipe.models, 1, 100);
  recipe.seed = root.integer("seed", recipe.seed, 0, INT64_MAX);
  recipe.emoticon_dropout = root.integer("emoticon_dropout", recipe.emoticon_dropout, 0, 100);
  recipe.self_test = root.texts("self_test");
  for (const Section& section : root.tables("file")) {
    const TrainingFile defaults;
    recipe.files.push_back({.path = section.path("path"),
                            .weight = section.integer("weight", defaults.weight, 1, 10000),
                            .neutral = section.integer("neutral", defaults.neutral, 0, 10000)});
    if (recipe.files.back().path.empty()) {
      section.complain("path", "missing; name a .tsv or .jsonl file with labelled texts");
    }
  }
  if (recipe.files.empty()) {
    root.complain("file", "missing; write [[file]] and path = \"...\" for each training file");
  }
  return recipe;
}

Trained train(const Recipe& recipe) {
  Trained trained;
  std::vector<Example> examples = read_examples(recipe, trained.rows);
  weigh_classes(examples);
  Random random(recipe.seed);
  Learner sum;
  for (std::int64_t model = 0; model < recipe.models; model++) {
    sum.add(learned(examples, recipe, random));
  }
  trained.model = encode_model(*sum.quantised(static_cast<float>(recipe.models)), recipe.self_test);
  return trained;
}

}  // namespace yuqing
