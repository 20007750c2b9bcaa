// A record of a topic, through parsing and normalizing.
//
// What is JSON is held against a slow reader, and the quick way through a record against the
// general one.
#include <tuple>

#include "operators/catalogue.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/slow_json.h"

namespace yuqing {
namespace {

constexpr std::int64_t kLogTimeMs = 1'737'980'403'000;
constexpr std::size_t kDepth = 32;

struct Way {
  explicit Way(bool with_details) { batch.wants_details = with_details; }

  // A batch of its own, so that its memory ends behind the record.
  void read(const Operator& parse, std::string_view record) {
    batch.clear();
    batch.append({.log_time_ms = kLogTimeMs}, record);
    batch.seal();
    parse.apply(batch);
  }

  Batch batch;
};

auto facts_of(const Post& post) {
  return std::tie(post.verdict, post.change, post.kind, post.id, post.time_ms, post.precision,
                  post.time_from_id, post.truncated, post.repaired, post.author_id, post.text,
                  post.root, post.author, post.region, post.reach);
}

void compare_with_slow(std::string_view record, Verdict verdict) {
  if (record.starts_with("\xEF\xBB\xBF")) {
    record.remove_prefix(3);
  }
  const SlowJson::Is is = SlowJson(record, kDepth).judged();
  if (verdict == Verdict::not_json) {
    require(is != SlowJson::Is::sound, "what is not_json is not sound by the letter");
  } else if (verdict != Verdict::not_utf8 && verdict != Verdict::needs_schema &&
             verdict != Verdict::no_post && verdict != Verdict::too_deep &&
             verdict != Verdict::too_large) {
    require(is == SlowJson::Is::sound, "what is taken for JSON is JSON by the letter");
  }
}

}  // namespace

void fuzz(std::string_view input) {
  static File file("a.toml", "");
  static const std::unique_ptr<Operator> parse = make_parse(file.root().table("parse"));
  static const std::unique_ptr<Operator> normalize = make_normalize();
  static Way quick(false);
  static Way general(true);

  quick.read(*parse, input);
  general.read(*parse, input);

  const std::vector<Post>& posts = quick.batch.posts;
  require(!posts.empty(), "a record has a verdict");
  require(posts.size() == general.batch.posts.size(), "both ways find as many posts");
  require(general.batch.details.size() == posts.size(), "every post has its details");
  for (std::size_t i = 0; i < posts.size(); i++) {
    require(posts[i].verdict == general.batch.posts[i].verdict, "both ways judge alike");
    if (posts[i].verdict == Verdict::counted) {
      require(facts_of(posts[i]) == facts_of(general.batch.posts[i]), "both ways read alike");
      require(posts[i].time_ms <= kLogTimeMs + 86'400'000, "no post is of the future");
    }
  }
  compare_with_slow(input, posts.front().verdict);
  normalize->apply(quick.batch);
  normalize->apply(general.batch);
}

}  // namespace yuqing
