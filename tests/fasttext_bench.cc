// Nanoseconds per post of 140 characters beside fastText 0.9.2, in one run on the same posts.
//
// tests/fasttext_compare.py trains fastText on the files that our model was trained on and writes
// it, with the posts, to build/. fastText gets its posts cut into words already, and says the
// polarity only; ours says all that the model knows. Without the library, or without that file,
// the figures of fastText are skipped.
#include <benchmark/benchmark.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "operators/model.h"
#include "operators/normalize.h"
#include "operators/symbols.h"
#include "tests/project.h"

#ifdef YUQING_FASTTEXT
#include <fasttext/fasttext.h>
#endif

namespace {

struct Post {
  std::string text;   // as Weibo writes it
  std::string words;  // the same, a blank between two words
};

std::vector<Post> posts() {
  std::vector<Post> posts;
  std::ifstream in(yuqing::project_dir() / "build/fasttext_posts.tsv");
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    posts.push_back({.text = line.substr(0, tab), .words = line.substr(tab + 1) + "\n"});
  }
  return posts;
}

bool is_missing(benchmark::State& state, const std::vector<Post>& posts) {
  if (posts.empty()) {
    state.SkipWithError("SKIPPED: no build/fasttext_posts.tsv; run tests/fasttext_compare.py");
  }
  return posts.empty();
}

void count(benchmark::State& state, const std::vector<Post>& posts) {
  const auto all = static_cast<double>(posts.size());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(posts.size()));
  state.counters["per_post"] = benchmark::Counter(
      all, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

struct Normal {
  std::vector<char16_t> chars;
  std::vector<yuqing::CharClass> classes;
};

yuqing::Opinion opinion_of(const yuqing::Model& model, const Normal& normal,
                           std::vector<char16_t>& symbols) {
  symbols.resize(normal.chars.size() + yuqing::kSymbolRoom);
  const std::size_t size = yuqing::cut_symbols(normal.chars.data(), normal.classes.data(),
                                               normal.chars.size(), symbols.data());
  return model.opinion(model.sums(symbols.data(), size), size);
}

// The stage as it runs: the normal form is there, topics need it too.
void opinion_from_normal_form(benchmark::State& state) {
  const std::vector<Post> all = posts();
  if (is_missing(state, all)) {
    return;
  }
  const yuqing::LoadedModel model{{}};
  std::vector<Normal> normals(all.size());
  for (std::size_t i = 0; i < all.size(); i++) {
    yuqing::normalize(all[i].text, normals[i].chars, normals[i].classes);
  }
  std::vector<char16_t> symbols;
  for (auto _ : state) {
    for (const Normal& normal : normals) {
      benchmark::DoNotOptimize(opinion_of(*model, normal, symbols));
    }
  }
  count(state, all);
}
BENCHMARK(opinion_from_normal_form);

// The whole way, from UTF-8.
void opinion_from_text(benchmark::State& state) {
  const std::vector<Post> all = posts();
  if (is_missing(state, all)) {
    return;
  }
  const yuqing::LoadedModel model{{}};
  Normal normal;
  std::vector<char16_t> symbols;
  for (auto _ : state) {
    for (const Post& post : all) {
      normal.chars.clear();
      normal.classes.clear();
      yuqing::normalize(yuqing::own_text(post.text), normal.chars, normal.classes);
      benchmark::DoNotOptimize(opinion_of(*model, normal, symbols));
    }
  }
  count(state, all);
}
BENCHMARK(opinion_from_text);

#ifdef YUQING_FASTTEXT
void fasttext_from_words(benchmark::State& state) {
  const std::vector<Post> all = posts();
  if (is_missing(state, all)) {
    return;
  }
  fasttext::FastText model;
  model.loadModel((yuqing::project_dir() / "build/fasttext.bin").string());
  std::istringstream line;
  std::vector<std::pair<fasttext::real, std::string>> best;
  for (auto _ : state) {
    for (const Post& post : all) {
      line.clear();
      line.str(post.words);
      model.predictLine(line, best, 1, 0);
      benchmark::DoNotOptimize(best.data());
    }
  }
  count(state, all);
}
#else
void fasttext_from_words(benchmark::State& state) {
  state.SkipWithError("SKIPPED: built without libfasttext-dev");
  for (auto _ : state) {
  }
}
#endif
BENCHMARK(fasttext_from_words);

}  // namespace
