// Nanoseconds per post for opinions about entities: of posts that name some, and of those that
// don't, which is nearly all of them in a stream.
#include <benchmark/benchmark.h>

#include "operators/entity.h"
#include "operators/normalize.h"
#include "pipeline/embedded.h"

namespace {

using yuqing::EntityRule;

EntityRule entity(const std::string& alias) {
  return {.id = alias,
          .name = alias,
          .aliases = {yuqing::read_pattern("\"" + alias + "\"", {}).leaves.front()}};
}

// The shipped posts, and where names stand in them.
struct Posts {
  yuqing::TopicSet set{.name = "",
                       .entities = {entity("DeepSeek"), entity("ChatGPT"), entity("OpenAI"),
                                    entity("梁文锋"), entity("Kimi"), entity("英伟达")},
                       .topics = {}};
  yuqing::TagTable tags;
  yuqing::TopicPlan plan{set, tags};
  yuqing::TopicMatcher matcher{plan};
  yuqing::Batch batch;
  std::vector<std::vector<yuqing::EntityHit>> hits;  // by post

  explicit Posts(bool with_names) {
    std::string_view corpus = yuqing::embedded::corpus();
    for (std::size_t at = 0; (at = corpus.find("\"text\": \"")) != corpus.npos;) {
      corpus.remove_prefix(at + 9);
      const std::string_view text = corpus.substr(0, corpus.find('"'));
      yuqing::Post post;
      post.text = text;
      post.score = 500;
      post.own.begin = static_cast<std::uint32_t>(batch.chars.size());
      yuqing::normalize(text, batch.chars, batch.classes);
      post.own.size = static_cast<std::uint32_t>(batch.chars.size()) - post.own.begin;
      matcher.match(batch, post);
      const auto found = matcher.entity_hits();
      if (found.empty() != with_names) {
        batch.posts.push_back(post);
        hits.emplace_back(found.begin(), found.end());
      }
    }
  }
};

void entities_of_a_post(benchmark::State& state) {
  Posts posts(state.range(0) == 1);
  const yuqing::LoadedModel model{{}};
  yuqing::EntityJudge judge({1, 2, 3, 4, 5, 6}, *model);
  for (auto _ : state) {
    posts.batch.opinions.clear();
    for (std::size_t i = 0; i < posts.batch.posts.size(); i++) {
      judge.judge(posts.batch, posts.batch.posts[i], posts.hits[i]);
    }
    benchmark::DoNotOptimize(posts.batch.opinions.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(posts.hits.size()));
}
BENCHMARK(entities_of_a_post)->Arg(1)->Arg(0);

}  // namespace
