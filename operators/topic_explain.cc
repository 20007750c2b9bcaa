// See topic_explain.h.
#include "operators/topic_explain.h"

#include <algorithm>
#include <array>

#include "operators/bare_text.h"
#include "operators/catalogue.h"
#include "operators/normalize.h"
#include "operators/origins.h"
#include "operators/topic_lack.h"
#include "operators/topic_matcher.h"

namespace yuqing {
namespace {

constexpr std::array<std::string_view, 7> kPlaces = {"text",   "hashtags", "chain", "root",
                                                     "author", "mentions", "region"};

}  // namespace

struct TopicExplainer::State {
  explicit State(const TopicSet& wanted)
      : set(wanted), plan(set, tags), matcher(plan), normalizer(make_normalize()) {}

  void read(std::string_view text) {
    Post& post = hold_text(batch, text, *normalizer);
    const std::string_view own = own_text(post.text);
    own_begin = own.empty() ? 0 : static_cast<std::size_t>(own.data() - post.text.data());
    bytes = origins(own);
    matcher.match(batch, post);
  }

  std::vector<TopicVerdict> verdicts() { return matcher.explain(batch, batch.posts[0]); }

  // Only the own words have a known place in the text.
  ExplainedHit shown(const TopicRule& rule, const LeafHit& hit) const {
    const Pattern& pattern = rule.leaves[hit.leaf];
    ExplainedHit found{.term = marked(pattern),
                       .entity = pattern.entity,
                       .excludes = std::ranges::find(rule.none, hit.leaf) != rule.none.end(),
                       .place = kPlaces[static_cast<std::size_t>(hit.place)]};
    const Post& post = batch.posts[0];
    const std::size_t end = hit.end - post.own.begin;
    const bool in_own = hit.place == Place::text || hit.place == Place::hashtags;
    if (in_own && hit.begin >= post.own.begin && end < bytes.size()) {
      found.has_bytes = true;
      found.begin = own_begin + bytes[hit.begin - post.own.begin];
      found.end = own_begin + bytes[end];
      found.piece = post.text.substr(found.begin, found.end - found.begin);
    }
    return found;
  }

  TopicLack lack_of(const TopicVerdict& verdict) const {
    TopicRule rule = set.topics[verdict.topic];
    rule.repost = verdict.is_inherited ? Repost::inherit : Repost::own;
    return yuqing::lack_of(rule, {.text = batch.posts[0].text});
  }

  TopicExplanation explained(const TopicVerdict& verdict) const {
    const TopicRule& rule = set.topics[verdict.topic];
    const bool second = verdict.is_inherited && rule.repost == Repost::both;
    TopicExplanation found{.id = rule.id + (second ? "_inherited" : ""), .lacks = {}, .hits = {}};
    if (verdict.is == TopicVerdict::Is::matched) {
      found.is = TopicExplanation::Is::matched;
    } else if (verdict.is == TopicVerdict::Is::removed) {
      found.is = TopicExplanation::Is::removed;
    } else if (const TopicLack lack = lack_of(verdict); lack.things == 1) {
      found.is = TopicExplanation::Is::near_miss;
      found.lacks = lack.what;
    }
    for (const LeafHit& hit : verdict.hits) {
      found.hits.push_back(shown(rule, hit));
    }
    // A term that a topic has in several lists stands there once.
    std::vector<ExplainedHit> told;
    for (ExplainedHit& hit : found.hits) {
      if (std::ranges::find(told, hit) == told.end()) {
        told.push_back(std::move(hit));
      }
    }
    std::ranges::stable_sort(told, {}, &ExplainedHit::begin);
    found.hits = std::move(told);
    return found;
  }

  const TopicSet& set;
  TagTable tags;
  TopicPlan plan;
  TopicMatcher matcher;
  std::unique_ptr<Operator> normalizer;
  Batch batch;
  std::size_t own_begin = 0;         // byte of the text
  std::vector<std::uint32_t> bytes;  // of the own words, by unit of their normal form
};

TopicExplainer::TopicExplainer(const TopicSet& set) : state_(std::make_unique<State>(set)) {}
TopicExplainer::~TopicExplainer() = default;

std::vector<TopicExplanation> TopicExplainer::explain(std::string_view text) {
  state_->read(text);
  std::vector<TopicExplanation> found;
  for (const TopicVerdict& verdict : state_->verdicts()) {
    found.push_back(state_->explained(verdict));
  }
  return found;
}

std::vector<TopicExplanation> TopicExplainer::reasons(std::string_view text) {
  using Is = TopicVerdict::Is;
  state_->read(text);
  std::vector<TopicExplanation> found;
  for (const TopicVerdict& verdict : state_->verdicts()) {
    if (verdict.is == Is::matched || verdict.is == Is::removed) {
      found.push_back(state_->explained(verdict));
    }
  }
  return found;
}

}  // namespace yuqing
