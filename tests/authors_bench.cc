// Nanoseconds per post of counting distinct authors, and what their number costs.
#include <benchmark/benchmark.h>

#include "pipeline/authors.h"

namespace yuqing {
namespace {

Authors authors_of(std::uint64_t count) {
  Authors authors;
  for (std::uint64_t id = 1; id <= count; id++) {
    authors.add(id);
  }
  return authors;
}

// An author who is there already, as most are in a window that has lasted.
void authors_add(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  Authors authors = authors_of(count);
  std::uint64_t id = 0;
  for (auto _ : state) {
    id = id * 5 + 1;
    authors.add(1 + id % count);
  }
  benchmark::DoNotOptimize(authors.count());
}
BENCHMARK(authors_add)->Arg(8)->Arg(128)->Arg(10'000);

// A cell from its first author to its last.
void authors_fill(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(authors_of(count).count());
  }
  state.counters["per_author"] =
      benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate |
                                                         benchmark::Counter::kInvert);
}
BENCHMARK(authors_fill)->Arg(8)->Arg(128)->Arg(10'000);

void authors_count(benchmark::State& state) {
  const Authors authors = authors_of(10'000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(authors.count());
  }
}
BENCHMARK(authors_count);

}  // namespace
}  // namespace yuqing
