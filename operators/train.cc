// See train.h.
#include "operators/train.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "operators/calibrate.h"
#include "operators/learner.h"
#include "operators/symbols.h"

namespace yuqing {
namespace {

struct Example {
  std::u16string symbols;  // without edges
  SentimentShares sentiment = {};
  EmotionShares emotion = {};
  Target target;
  std::uint8_t emoticon_dropout = 0;
};

struct Examples {
  std::vector<Example> used;
  std::vector<Example> held_out;
};

// Shares to probabilities.
template <std::size_t size>
std::array<float, size> chances_of(const std::array<std::uint16_t, size>& shares) {
  std::array<float, size> chances = {};
  float total = 0;
  for (const std::uint16_t share : shares) {
    total += static_cast<float>(share);
  }
  for (std::size_t i = 0; i < size && total > 0; i++) {
    chances[i] = static_cast<float>(shares[i]) / total;
  }
  return chances;
}

Example example_of(const Labelled& row, std::u16string symbols, const TrainingFile& file) {
  Example example;
  example.symbols = std::move(symbols);
  example.sentiment = row.sentiment;
  example.emotion = row.emotion;
  example.emoticon_dropout = static_cast<std::uint8_t>(file.emoticon_dropout);
  const auto sentiment = chances_of(row.sentiment);
  const auto emotion = chances_of(row.emotion);
  std::copy(sentiment.begin(), sentiment.end(), example.target.wanted.begin());
  std::copy(emotion.begin(), emotion.end() - 1, example.target.wanted.begin() + kSentiments);
  const auto weight = static_cast<float>(file.weight) / 100;
  const std::optional<std::size_t> label = label_of(row.sentiment);
  const bool is_neutral = label == static_cast<std::size_t>(Sentiment::neutral);
  if (label) {
    example.target.sentiment_weight =
        is_neutral ? weight * static_cast<float>(file.neutral) / 100 : weight;
  }
  if (label_of(row.emotion)) {
    example.target.emotion_weight = weight * static_cast<float>(file.emotion) / 100;
  }
  return example;
}

// Rare classes weigh more: by one over the root of their share. A text that is not sure of its
// class weighs as much as its classes do, by their shares.
template <std::size_t size>
void weigh_classes(std::vector<Example>& examples, std::array<std::uint16_t, size> Example::*shares,
                   float Target::*weight) {
  std::array<double, size> mass = {};
  double all = 0;
  for (const Example& example : examples) {
    const auto chances = chances_of(example.*shares);
    const double one = example.target.*weight;
    for (std::size_t i = 0; i < size; i++) {
      mass[i] += one * chances[i];
    }
    all += one;
  }
  std::array<float, size> factor = {};
  for (std::size_t i = 0; i < size; i++) {
    factor[i] = mass[i] > 0 ? static_cast<float>(std::sqrt(all / (size * mass[i]))) : 0;
  }
  for (Example& example : examples) {
    const auto chances = chances_of(example.*shares);
    float sum = 0;
    for (std::size_t i = 0; i < size; i++) {
      sum += factor[i] * chances[i];
    }
    example.target.*weight *= sum;
  }
}

std::uint64_t hash_of(std::u16string_view symbols) {
  return yuqing::hash_of({reinterpret_cast<const char*>(symbols.data()), symbols.size() * 2});
}

// Texts that were read already.
struct Seen {
  std::unordered_set<std::uint64_t> texts;
  std::unordered_set<std::uint64_t> held_out;  // how they begin
};

// Of a text that is long enough to be known by it.
std::optional<std::uint64_t> beginning_of(std::u16string_view symbols) {
  constexpr std::size_t kBeginning = 16;
  return symbols.size() < kBeginning ? std::nullopt
                                     : std::optional(hash_of(symbols.substr(0, kBeginning)));
}

// Posts are copied with small changes: what begins like a text that was held out would make the
// model surer of that one than it is of new texts.
bool is_like_held_out(std::u16string_view symbols, const Seen& seen) {
  const std::optional<std::uint64_t> beginning = beginning_of(symbols);
  return beginning && seen.held_out.contains(*beginning);
}

std::u16string bare_symbols(std::string_view text) {
  const Symbols made = symbols_in(judged_text(text));
  return {made.with_edges.data() + 2, made.size};
}

TrainedFile read_examples(const TrainingFile& file, Examples& examples, Seen& seen) {
  const std::size_t used = examples.used.size();
  const std::size_t held_out = examples.held_out.size();
  for (const Labelled& row : read_labelled(file.path, file.names)) {
    std::u16string symbols = bare_symbols(row.text);
    const std::uint64_t hash = hash_of(symbols);
    // By the text, so that other files change nothing.
    const bool is_held_out = hash % 100 < static_cast<std::uint64_t>(file.held_out);
    const bool is_wanted = is_held_out || (file.weight > 0 && !is_like_held_out(symbols, seen));
    if (symbols.empty() || !is_wanted || !seen.texts.insert(hash).second) {
      continue;
    }
    if (const auto beginning = beginning_of(symbols); is_held_out && beginning) {
      seen.held_out.insert(*beginning);
    }
    (is_held_out ? examples.held_out : examples.used)
        .push_back(example_of(row, std::move(symbols), file));
  }
  return {.used = examples.used.size() - used, .held_out = examples.held_out.size() - held_out};
}

// Writes them as cut_symbols() does; returns how many.
std::size_t put_edges(const Example& example, bool with_emoticons, std::vector<char16_t>& out) {
  out.assign(2, kEdge);
  std::ranges::copy_if(example.symbols, std::back_inserter(out),
                       [&](char16_t symbol) { return with_emoticons || !is_emoticon(symbol); });
  const std::size_t size = out.size() - 2;
  out.resize(size + kSymbolRoom, kEdge);
  return size;
}

void shuffle(std::vector<std::size_t>& order, Random& random) {
  for (std::size_t i = order.size(); i > 1; i--) {
    std::swap(order[i - 1], order[random.below(i)]);
  }
}

Learner learned(const std::vector<Example>& examples, std::int64_t passes, Random& random) {
  std::vector<std::size_t> order(examples.size());
  for (std::size_t i = 0; i < order.size(); i++) {
    order[i] = i;
  }
  Learner learner;
  std::vector<char16_t> symbols;
  for (std::int64_t pass = 0; pass < passes; pass++) {
    shuffle(order, random);
    for (const std::size_t i : order) {
      const bool bare = random.below(100) < examples[i].emoticon_dropout;
      const std::size_t size = put_edges(examples[i], !bare, symbols);
      learner.learn(symbols.data(), size, examples[i].target);
    }
  }
  return learner;
}

std::vector<Calibrant> calibrants_of(const Weights& weights, const std::vector<Example>& examples) {
  const Model model(weights);
  std::vector<Calibrant> made;
  std::vector<char16_t> symbols;
  for (const Example& example : examples) {
    const std::size_t size = put_edges(example, true, symbols);
    made.push_back({.margins = model.margins(model.sums(symbols.data(), size), size),
                    .sentiment = chances_of(example.sentiment),
                    .emotion = chances_of(example.emotion)});
  }
  return made;
}

}  // namespace

Trained train(const Recipe& recipe) {
  Trained trained;
  Examples examples;
  Seen seen;
  for (const TrainingFile& file : recipe.files) {
    trained.files.push_back(read_examples(file, examples, seen));
  }
  weigh_classes(examples.used, &Example::sentiment, &Target::sentiment_weight);
  weigh_classes(examples.used, &Example::emotion, &Target::emotion_weight);
  Random random(recipe.seed);
  Learner sum;
  for (std::int64_t model = 0; model < recipe.models; model++) {
    sum.add(learned(examples.used, recipe.passes, random));
  }
  const auto weights = sum.quantised(static_cast<std::size_t>(recipe.models));
  calibrate(*weights, calibrants_of(*weights, examples.held_out), recipe.calibrate_classes);
  trained.model = encode_model(*weights, recipe.self_test);
  return trained;
}

}  // namespace yuqing
