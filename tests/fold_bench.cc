// Nanoseconds per post of the fold, and what a scrape of its metrics costs.
#include <benchmark/benchmark.h>

#include "tests/fixture.h"

namespace yuqing {
namespace {

constexpr std::int64_t kNoon = 1'737'950'400'000;
constexpr std::size_t kPosts = 512;

// New ids and later offsets for the next round; a minute passes every 2,000 posts.
void move_on(Batch& batch, std::int64_t& offset) {
  for (std::size_t i = 0; i < kPosts; i++, offset++) {
    batch.records[i].offset = offset;
    batch.posts[i].id = static_cast<std::uint64_t>(offset) * 0x9E3779B97F4A7C15;
    batch.posts[i].time_ms = kNoon + offset / 2000 * 60'000;
  }
}

Batch scored_posts(FoldFixture& job) {
  Batch batch;
  for (std::size_t i = 0; i < kPosts; i++) {
    Post& post = job.add_post(batch, i, kNoon);
    post.sentiment = static_cast<Sentiment>(i % 3);
    post.score = static_cast<std::int16_t>(i);
    if (i % 2 == 0) {
      FoldFixture::add_topic(batch, static_cast<Tag>(1 + i % 4 / 2));
    }
  }
  return batch;
}

void fold(benchmark::State& state) {
  FoldFixture job({}, false);
  Batch batch = scored_posts(job);
  std::int64_t offset = 0;
  for (auto _ : state) {
    move_on(batch, offset);
    job.fold->add(batch);
  }
  const double posts = static_cast<double>(kPosts);
  state.counters["per_post"] = benchmark::Counter(
      posts, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(fold);

void scrape(benchmark::State& state) {
  const FoldFixture job;
  for (auto _ : state) {
    benchmark::DoNotOptimize(job.metrics->text(true));
  }
}
BENCHMARK(scrape)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace yuqing
