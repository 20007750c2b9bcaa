// Nanoseconds per post of 140 characters for its sentiment, with the shipped model; texts vary, so
// that its rows come from the cache that a stream would leave them in.
#include <benchmark/benchmark.h>

#include "operators/catalogue.h"
#include "operators/model.h"
#include "operators/normalize.h"
#include "pipeline/embedded.h"

namespace {

// 512 posts of 140 characters, cut from the shipped posts.
yuqing::Batch normal_posts() {
  constexpr std::uint32_t kLength = 140;
  yuqing::Batch batch;
  std::string_view corpus = yuqing::embedded::corpus();
  while (batch.chars.size() < 512 * kLength) {
    const std::size_t at = corpus.find("\"text\": \"") + 9;
    yuqing::normalize(corpus.substr(at, corpus.find('"', at) - at), batch.chars, batch.classes);
    corpus.remove_prefix(at);
  }
  for (std::uint32_t i = 0; i < 512; i++) {
    yuqing::Post post;
    post.own = {.begin = i * kLength, .size = kLength};
    batch.posts.push_back(post);
  }
  return batch;
}

void sentiment_of_a_post(benchmark::State& state) {
  yuqing::File none("none.toml", "");
  const auto sentiment = yuqing::make_sentiment(none.root());
  yuqing::Batch batch = normal_posts();
  for (auto _ : state) {
    sentiment->apply(batch);
    benchmark::DoNotOptimize(batch.posts.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch.posts.size()));
}
BENCHMARK(sentiment_of_a_post);

void load_model(benchmark::State& state) {
  for (auto _ : state) {
    const yuqing::LoadedModel model{{}};
    benchmark::DoNotOptimize(model->hash());
  }
}
BENCHMARK(load_model);

}  // namespace
