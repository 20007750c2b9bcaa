// Nanoseconds per post of the topic stage, and what its start costs.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include "operators/catalogue.h"
#include "operators/normalize.h"
#include "pipeline/embedded.h"

namespace yuqing {
namespace {

constexpr std::size_t kPosts = 512;
constexpr std::uint32_t kCharacters = 140;

// The shipped posts behind each other, cut into posts of 140 characters.
const Batch& long_posts() {
  static const Batch batch = [] {
    Batch made;
    simdjson::dom::parser parser;
    const simdjson::padded_string corpus(embedded::corpus());
    for (const simdjson::dom::element line : parser.parse_many(corpus)) {
      normalize(line["text"].get_string().value(), made.chars, made.classes);
    }
    for (std::uint32_t begin = 0;
         begin + kCharacters <= made.chars.size() && made.posts.size() < kPosts;
         begin += kCharacters) {
      made.posts.emplace_back().own = {.begin = begin, .size = kCharacters};
    }
    made.chars.resize(made.posts.size() * kCharacters);
    made.classes.resize(made.chars.size());
    return made;
  }();
  return batch;
}

void bm_topic(benchmark::State& state) {
  File config("yuqing.toml", "");
  TagTable tags;
  const std::unique_ptr<Operator> topic = make_topic(config.root().table("topic"), tags);
  Batch batch = long_posts();
  for (auto _ : state) {
    topic->apply(batch);
    benchmark::DoNotOptimize(batch.posts.data());
  }
  const double posts = static_cast<double>(batch.posts.size());
  state.counters["per_post"] = benchmark::Counter(
      posts, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(bm_topic);

void bm_topic_start(benchmark::State& state) {
  for (auto _ : state) {
    File config("yuqing.toml", "");
    TagTable tags;
    benchmark::DoNotOptimize(make_topic(config.root().table("topic"), tags));
  }
}
BENCHMARK(bm_topic_start)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yuqing
