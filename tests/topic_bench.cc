// Nanoseconds per post of the topic stage, and what its start costs.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <random>

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

void measure(benchmark::State& state, const Operator& topic) {
  const Batch& posts_to_match = long_posts();
  Batch batch;
  batch.posts = posts_to_match.posts;
  batch.chars = posts_to_match.chars;
  batch.classes = posts_to_match.classes;
  for (auto _ : state) {
    topic.apply(batch);
    benchmark::DoNotOptimize(batch.posts.data());
  }
  const double posts = static_cast<double>(batch.posts.size());
  state.counters["per_post"] = benchmark::Counter(
      posts, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["topics_per_post"] = static_cast<double>(batch.tags.size()) / posts;
}

void bm_topic(benchmark::State& state) {
  File config("yuqing.toml", "");
  TagTable tags;
  measure(state, *make_topic(config.root().table("topic"), tags));
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

std::string utf8(std::u16string_view han) {
  std::string text;
  for (const char16_t c : han) {
    text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
             static_cast<char>(0x80 | (c & 0x3F))};
  }
  return text;
}

// A term of two to four Han characters: a piece of the shipped posts, or as rare as a name,
// characters from all over them.
std::string random_term(std::minstd_rand& random, bool is_piece) {
  const Batch& posts = long_posts();
  const std::size_t size = 2 + random() % 3;
  std::u16string term;
  while (term.size() < size) {
    const std::size_t at = random() % (posts.chars.size() - size);
    const std::size_t taken = is_piece ? size : 1;
    term.clear();
    while (term.size() < size) {
      const std::size_t from = taken == size ? at : random() % posts.chars.size();
      const auto begin = static_cast<std::ptrdiff_t>(from);
      if (!std::all_of(posts.classes.begin() + begin,
                       posts.classes.begin() + begin + static_cast<std::ptrdiff_t>(taken),
                       [](CharClass c) { return c == CharClass::han; })) {
        break;
      }
      term.append(posts.chars.data() + from, taken);
    }
  }
  return utf8(term);
}

// A file with 1,000 topics of 20 terms each; returns its path.
std::string thousand_topics(bool is_piece) {
  std::minstd_rand random(1);
  const auto group = [&](int terms) {
    std::string joined = random_term(random, is_piece);
    for (int i = 1; i < terms; i++) {
      joined += " | " + random_term(random, is_piece);
    }
    return joined;
  };
  const std::string path = "/tmp/yuqing_bench_topics.toml";
  std::ofstream out(path);
  out << "version = 1\n";
  for (int i = 0; i < 1000; i++) {
    out << "[[topic]]\nid = \"t" << i << "\"\nquery = '(" << group(8) << ") & (" << group(8)
        << ") | (" << group(2) << ") ~8 (" << group(2) << ")'\n";
  }
  return path;
}

void bm_topic_thousand(benchmark::State& state) {
  const std::string path = thousand_topics(state.range(0) != 0);
  File config("yuqing.toml", "[topic]\nfile = \"" + path + "\"\n");
  TagTable tags;
  const std::unique_ptr<Operator> topic = make_topic(config.root().table("topic"), tags);
  if (!config.complaints().empty()) {
    state.SkipWithError(config.complaints().front().c_str());
    return;
  }
  measure(state, *topic);
}
BENCHMARK(bm_topic_thousand)->ArgName("pieces_of_posts")->Arg(0)->Arg(1);

void bm_topic_thousand_start(benchmark::State& state) {
  const std::string path = thousand_topics(false);
  for (auto _ : state) {
    File config("yuqing.toml", "[topic]\nfile = \"" + path + "\"\n");
    TagTable tags;
    benchmark::DoNotOptimize(make_topic(config.root().table("topic"), tags));
  }
}
BENCHMARK(bm_topic_thousand_start)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yuqing
