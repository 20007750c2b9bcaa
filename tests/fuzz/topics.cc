// A topic file, and a post beside it: FILE 0xFF TEXT 0xFF ROOT 0xFF AUTHOR.
//
// Queries are the same when they are written and read again, and the matcher finds in the post
// what the simple way finds there.
#include "operators/catalogue.h"
#include "operators/topic_file.h"
#include "operators/topic_matcher.h"
#include "operators/topic_naive.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {
namespace {

void round_trip(const TopicSet& set, std::string_view text) {
  const ReadQuery read = read_query(text, set.entities);
  if (read.mistake) {
    require(read.mistake->at <= text.size(), "a mistake is in the query");
    return;
  }
  const std::string once = written(read.query, read.leaves);
  const ReadQuery again = read_query(once, set.entities);
  require(!again.mistake.has_value(), "a written query is read");
  require(written(again.query, again.leaves) == once, "and is the same query");
}

std::vector<std::string> naive(const TopicSet& set, const Post& post) {
  std::vector<std::string> names;
  for (const TopicFound& found :
       naive_topics(set, {.text = post.text, .root = post.root, .author = post.author})) {
    names.push_back(set.topics[found.topic].id + (found.inherited ? "_inherited" : ""));
  }
  return names;
}

std::vector<std::string> matched(const TopicSet& set, Batch& batch) {
  TagTable tags;
  const TopicPlan plan(set, tags);
  TopicMatcher matcher(plan);
  matcher.match(batch, batch.posts.front());
  std::vector<std::string> names;
  for (const Tag tag : batch.topics_of(batch.posts.front())) {
    names.push_back(tags.names()[tag]);
  }
  return names;
}

}  // namespace

void fuzz(std::string_view input) {
  static const std::unique_ptr<Operator> normalize = make_normalize();
  const std::vector<std::string_view> parts = parts_of_input(input, 4);
  File file("topics.toml", parts[0]);
  const TopicSet set = read_topics(file);
  round_trip(set, parts[1]);
  if (!file.complaints().empty()) {
    return;
  }
  Batch batch;
  batch.seal();
  Post& post = batch.posts.emplace_back();
  post.text = parts[1];
  post.root = parts[2];
  post.author = parts[3];
  normalize->apply(batch);

  const std::vector<std::string> expected = naive(set, post);
  require(matched(set, batch) == expected, "the matcher finds what the simple way finds");
}

}  // namespace yuqing
