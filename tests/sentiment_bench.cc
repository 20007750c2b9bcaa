// Nanoseconds per post of 140 characters for its sentiment, with the shipped model; texts vary, so
// that its rows come from the cache that a stream would leave them in.
#include <benchmark/benchmark.h>

#include "operators/catalogue.h"
#include "operators/model.h"
#include "operators/normalize.h"
#include "operators/symbols.h"
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

// The parts of it.
void symbols_of_a_post(benchmark::State& state) {
  const yuqing::Batch batch = normal_posts();
  std::vector<char16_t> symbols(140 + yuqing::kSymbolRoom);
  for (auto _ : state) {
    for (const yuqing::Post& post : batch.posts) {
      benchmark::DoNotOptimize(yuqing::cut_symbols(batch.chars.data() + post.own.begin,
                                                   batch.classes.data() + post.own.begin,
                                                   post.own.size, symbols.data()));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch.posts.size()));
}
BENCHMARK(symbols_of_a_post);

std::vector<yuqing::Symbols> symbols_of(const yuqing::Batch& batch) {
  std::vector<yuqing::Symbols> all;
  for (const yuqing::Post& post : batch.posts) {
    yuqing::Symbols one;
    one.with_edges.resize(post.own.size + yuqing::kSymbolRoom);
    one.size = yuqing::cut_symbols(batch.chars.data() + post.own.begin,
                                   batch.classes.data() + post.own.begin, post.own.size,
                                   one.with_edges.data());
    all.push_back(one);
  }
  return all;
}

void sums_of_a_post(benchmark::State& state) {
  const yuqing::LoadedModel model{{}};
  const std::vector<yuqing::Symbols> posts = symbols_of(normal_posts());
  for (auto _ : state) {
    for (const yuqing::Symbols& post : posts) {
      benchmark::DoNotOptimize(model->sums(post.with_edges.data(), post.size));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(posts.size()));
}
BENCHMARK(sums_of_a_post);

void opinion_of_a_post(benchmark::State& state) {
  const yuqing::LoadedModel model{{}};
  const std::vector<yuqing::Symbols> posts = symbols_of(normal_posts());
  std::vector<yuqing::Sums> sums;
  for (const yuqing::Symbols& post : posts) {
    sums.push_back(model->sums(post.with_edges.data(), post.size));
  }
  for (auto _ : state) {
    for (std::size_t i = 0; i < posts.size(); i++) {
      benchmark::DoNotOptimize(model->opinion(sums[i], posts[i].size));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(posts.size()));
}
BENCHMARK(opinion_of_a_post);

void load_model(benchmark::State& state) {
  for (auto _ : state) {
    const yuqing::LoadedModel model{{}};
    benchmark::DoNotOptimize(model->hash());
  }
}
BENCHMARK(load_model);

}  // namespace
