// See backtest.h.
#include "commands/backtest.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "commands/scoring.h"
#include "operators/catalogue.h"
#include "operators/normalize.h"
#include "operators/source_replay.h"
#include "operators/topic_lack.h"
#include "operators/topic_naive.h"
#include "pipeline/ids.h"
#include "pipeline/lanes.h"

namespace yuqing {
namespace {

// Posts with one of a topic's terms that are kept to look for near misses among them.
constexpr std::size_t kCandidates = 400;
constexpr std::size_t kShownHashtags = 20;
constexpr std::size_t kLongestHashtag = 120;  // bytes

std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

// A post that outlives its batch.
struct Kept {
  std::uint64_t rank = 0;  // mixed from the id, so no two posts share one
  std::uint64_t id = 0;
  std::string text;
  std::string root;
  std::string author;
  std::string region;

  TopicPost post() const {
    return {.text = text, .root = root, .author = author, .region = region};
  }
};

// The posts of the smallest ranks: a fair sample that does not depend on the order.
class Sample {
 public:
  explicit Sample(std::size_t most = kExamples) : most_(most) {}

  void add(std::uint64_t rank, const Post& post) {
    if (kept_.size() == most_ && rank >= kept_.front().rank) {
      return;
    }
    kept_.push_back({.rank = rank,
                     .id = post.id,
                     .text = std::string(post.text),
                     .root = std::string(post.root),
                     .author = std::string(post.author),
                     .region = std::string(post.region)});
    std::ranges::push_heap(kept_, {}, &Kept::rank);
    if (kept_.size() > most_) {
      std::ranges::pop_heap(kept_, {}, &Kept::rank);
      kept_.pop_back();
    }
  }

  std::vector<Kept> in_order() const {
    std::vector<Kept> sorted = kept_;
    std::ranges::sort(sorted, {}, &Kept::rank);
    return sorted;
  }

 private:
  std::size_t most_;
  std::vector<Kept> kept_;  // a heap, the largest rank in front
};

std::vector<BacktestExample> examples_of(const Sample& sample) {
  std::vector<BacktestExample> examples;
  for (Kept& kept : sample.in_order()) {
    examples.push_back({.id = kept.id, .text = std::move(kept.text), .lacks = {}});
  }
  return examples;
}

// What the tags of the looser set mean.
struct Meaning {
  enum class Is : std::uint8_t { hit, kept_without_none, has_a_term, exclusion, old };
  Is is = Is::hit;
  std::uint32_t index = 0;  // of the topic; of the exclusion
};

// The topics, the looser ones, the exclusions, and the topics of the old set, as one set.
struct LooseSet {
  TopicSet set;
  std::vector<Meaning> meanings;                     // parallel to set.topics
  std::vector<std::string> exclusions;               // as written
  std::vector<std::vector<std::uint32_t>> excludes;  // topic -> its exclusions

  LooseSet(const TopicSet& wanted, const TopicSet* old) {
    for (std::uint32_t i = 0; i < wanted.topics.size(); i++) {
      const TopicRule& rule = wanted.topics[i];
      add(rule, {.is = Meaning::Is::hit, .index = i});
      excludes.emplace_back();
      if (!rule.none.empty()) {
        TopicRule loose = rule;
        loose.none.clear();
        add(std::move(loose), {.is = Meaning::Is::kept_without_none, .index = i});
        for (const std::uint32_t leaf : rule.none) {
          add_exclusion(rule, leaf);
        }
      }
      TopicRule touched = rule;
      touched.none.clear();
      touched.match = any_term_of(rule);
      add(std::move(touched), {.is = Meaning::Is::has_a_term, .index = i});
    }
    for (std::uint32_t i = 0; old != nullptr && i < old->topics.size(); i++) {
      add(old->topics[i], {.is = Meaning::Is::old, .index = i});
    }
  }

 private:
  // Ids inside the set are numbers; a topic with two results is one here.
  void add(TopicRule rule, Meaning meaning) {
    rule.id = fmt::format("t{}", set.topics.size());
    rule.repost = rule.repost == Repost::both ? Repost::inherit : rule.repost;
    set.topics.push_back(std::move(rule));
    meanings.push_back(meaning);
  }

  // Topics share exclusions that look in the same places.
  void add_exclusion(const TopicRule& rule, std::uint32_t leaf) {
    const Pattern& pattern = rule.leaves[leaf];
    const auto [known, is_new] = known_.try_emplace(
        std::make_tuple(pattern.written, pattern.is, rule.places, rule.repost == Repost::own),
        static_cast<std::uint32_t>(exclusions.size()));
    if (is_new) {
      exclusions.push_back(pattern.written);
      TopicRule alone = rule;
      alone.none.clear();
      alone.leaves = {pattern};
      alone.match = {.op = Query::Op::leaf, .leaf = 0};
      add(std::move(alone), {.is = Meaning::Is::exclusion, .index = known->second});
    }
    excludes.back().push_back(known->second);
  }

  static void collect_terms(const Query& query, std::vector<Query>& terms) {
    if (query.op == Query::Op::leaf) {
      terms.push_back(query);
    } else if (query.op != Query::Op::none) {
      for (const Query& child : query.children) {
        collect_terms(child, terms);
      }
    }
  }

  static Query any_term_of(const TopicRule& rule) {
    Query any{.op = Query::Op::any};
    collect_terms(rule.match, any.children);
    return any;
  }

  std::map<std::tuple<std::string, Pattern::Is, Places, bool>, std::uint32_t> known_;
};

// What a post is, by the topics of the loose set that it has.
struct Sorted {
  std::vector<std::uint32_t> hits;
  std::vector<std::uint32_t> kept_without_none;
  std::vector<std::uint32_t> has_a_term;
  std::vector<std::uint32_t> exclusions;
  std::vector<std::uint32_t> old;

  void clear() {
    for (std::vector<std::uint32_t>* list :
         {&hits, &kept_without_none, &has_a_term, &exclusions, &old}) {
      list->clear();
    }
  }
  std::vector<std::uint32_t>& list_of(Meaning::Is is) {
    switch (is) {
      case Meaning::Is::hit:
        return hits;
      case Meaning::Is::kept_without_none:
        return kept_without_none;
      case Meaning::Is::has_a_term:
        return has_a_term;
      case Meaning::Is::exclusion:
        return exclusions;
      case Meaning::Is::old:
        break;
    }
    return old;
  }
};

bool holds(const std::vector<std::uint32_t>& list, std::uint32_t value) {
  return std::ranges::find(list, value) != list.end();
}

class Tally {
 public:
  Tally(const TopicSet& set, const TopicSet* old, const LooseSet& loose, const TagTable& tags,
        std::uint64_t seed)
      : set_(set), loose_(loose), seed_(seed) {
    meaning_of_.resize(tags.names().size());
    for (std::size_t tag = 1; tag < tags.names().size(); tag++) {
      const std::string& name = tags.names()[tag];
      if (name.starts_with('t')) {
        meaning_of_[tag] = loose.meanings[std::stoul(name.substr(1))];
      }
    }
    for (const TopicRule& rule : set.topics) {
      result_.topics.push_back({.id = rule.id});
    }
    hit_samples_.resize(set.topics.size());
    candidates_.resize(set.topics.size(), Sample(kCandidates));
    if (old != nullptr) {
      pair_changes(*old);
    }
  }

  void see(const Batch& batch) {
    result_.records += batch.records.size();
    for (const Post& post : batch.posts) {
      const std::uint32_t lane = batch.records[post.record].lane;
      if (post.verdict != Verdict::counted || !ids_of(lane).insert(post.id)) {
        continue;
      }
      sort(batch, post);
      count(post);
    }
  }

  Backtest result() {
    for (std::size_t i = 0; i < set_.topics.size(); i++) {
      result_.topics[i].hits = examples_of(hit_samples_[i]);
      result_.topics[i].near_misses = near_misses_of(i);
    }
    add_overlaps();
    add_hashtags();
    for (std::size_t i = 0; i < result_.changes.size(); i++) {
      result_.changes[i].gained_posts = examples_of(gained_[i]);
      result_.changes[i].lost_posts = examples_of(lost_[i]);
    }
    return std::move(result_);
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Pair {
    std::uint32_t now = kNone;
    std::uint32_t before = kNone;
  };

  void pair_changes(const TopicSet& old) {
    std::map<std::string, Pair> pairs;
    for (std::uint32_t i = 0; i < set_.topics.size(); i++) {
      pairs[set_.topics[i].id].now = i;
    }
    for (std::uint32_t i = 0; i < old.topics.size(); i++) {
      pairs[old.topics[i].id].before = i;
    }
    for (const auto& [id, pair] : pairs) {
      pairs_.push_back(pair);
      result_.changes.push_back({.id = id});
    }
    gained_.resize(pairs_.size());
    lost_.resize(pairs_.size());
  }

  IdSet& ids_of(std::uint32_t lane) {
    while (ids_.size() <= lane) {
      ids_.emplace_back(Windowing().ids);
    }
    return ids_[lane];
  }

  void sort(const Batch& batch, const Post& post) {
    sorted_.clear();
    for (const Tag tag : batch.topics_of(post)) {
      if (const std::optional<Meaning>& meaning = meaning_of_[tag]) {
        sorted_.list_of(meaning->is).push_back(meaning->index);
      }
    }
  }

  std::uint64_t rank_of(const Post& post, std::uint64_t salt) const {
    return mixed(post.id ^ mixed(seed_ * 1'000'003 + salt));
  }

  void count(const Post& post) {
    result_.posts++;
    result_.matched += sorted_.hits.empty() ? 0 : 1;
    for (const std::uint32_t i : sorted_.hits) {
      BacktestTopic& topic = result_.topics[i];
      topic.posts++;
      topic.opinions[static_cast<std::size_t>(post.sentiment)] += is_opinion(post.kind) ? 1 : 0;
      hit_samples_[i].add(rank_of(post, i), post);
      for (const std::uint32_t j : sorted_.hits) {
        if (i < j) {
          overlaps_[std::uint64_t{i} << 32 | j]++;
        }
      }
    }
    for (const std::uint32_t i : sorted_.kept_without_none) {
      if (!holds(sorted_.hits, i)) {
        count_removed(i);
      }
    }
    for (const std::uint32_t i : sorted_.has_a_term) {
      if (!holds(sorted_.hits, i) && !holds(sorted_.kept_without_none, i)) {
        candidates_[i].add(rank_of(post, i), post);
      }
    }
    if (sorted_.hits.empty()) {
      count_hashtags(post);
    }
    for (std::size_t i = 0; i < pairs_.size(); i++) {
      count_change(i, post);
    }
  }

  void count_removed(std::uint32_t i) {
    result_.topics[i].removed++;
    for (const std::uint32_t exclusion : loose_.excludes[i]) {
      if (holds(sorted_.exclusions, exclusion)) {
        result_.topics[i].removed_by[loose_.exclusions[exclusion]]++;
      }
    }
  }

  void count_change(std::size_t i, const Post& post) {
    const bool before = holds(sorted_.old, pairs_[i].before);
    const bool now = holds(sorted_.hits, pairs_[i].now);
    BacktestChange& change = result_.changes[i];
    change.before += before ? 1 : 0;
    change.after += now ? 1 : 0;
    if (now && !before) {
      change.gained++;
      gained_[i].add(rank_of(post, i), post);
    } else if (before && !now) {
      change.lost++;
      lost_[i].add(rank_of(post, i), post);
    }
  }

  void count_hashtags(const Post& post) {
    std::string_view rest = own_text(post.text);
    post_hashtags_.clear();
    while (true) {
      const std::size_t open = rest.find('#');
      const std::size_t close = open == std::string_view::npos ? open : rest.find('#', open + 1);
      if (close == std::string_view::npos) {
        break;
      }
      const std::string_view tag = rest.substr(open + 1, close - open - 1);
      rest.remove_prefix(close + 1);
      if (!tag.empty() && tag.size() <= kLongestHashtag &&
          std::ranges::find(post_hashtags_, tag) == post_hashtags_.end()) {
        post_hashtags_.push_back(tag);
      }
    }
    for (const std::string_view tag : post_hashtags_) {
      hashtags_[std::string(tag)]++;
    }
  }

  // The first candidates that lack exactly one thing.
  std::vector<BacktestExample> near_misses_of(std::size_t i) const {
    std::vector<BacktestExample> found;
    for (Kept& kept : candidates_[i].in_order()) {
      const TopicLack lack = lack_of(set_.topics[i], kept.post());
      if (lack.things == 1 && found.size() < kExamples) {
        found.push_back({.id = kept.id, .text = std::move(kept.text), .lacks = lack.what});
      }
    }
    return found;
  }

  void add_overlaps() {
    for (const auto& [pair, posts] : overlaps_) {
      result_.overlaps.push_back({.first = set_.topics[pair >> 32].id,
                                  .second = set_.topics[pair & UINT32_MAX].id,
                                  .posts = posts});
    }
    std::ranges::stable_sort(result_.overlaps, std::ranges::greater(), &BacktestOverlap::posts);
  }

  void add_hashtags() {
    for (const auto& [tag, posts] : hashtags_) {
      result_.hashtags.push_back({.tag = tag, .posts = posts});
    }
    std::ranges::sort(result_.hashtags, [](const BacktestHashtag& a, const BacktestHashtag& b) {
      return a.posts != b.posts ? a.posts > b.posts : a.tag < b.tag;
    });
    result_.hashtags.resize(std::min(result_.hashtags.size(), kShownHashtags));
  }

  const TopicSet& set_;
  const LooseSet& loose_;
  const std::uint64_t seed_;
  std::vector<std::optional<Meaning>> meaning_of_;  // by tag
  Backtest result_;
  std::vector<IdSet> ids_;  // by lane
  Sorted sorted_;           // of the post at hand
  std::vector<Sample> hit_samples_;
  std::vector<Sample> candidates_;
  std::vector<Pair> pairs_;  // parallel to result_.changes
  std::vector<Sample> gained_;
  std::vector<Sample> lost_;
  std::map<std::uint64_t, std::uint64_t> overlaps_;
  std::unordered_map<std::string, std::uint64_t> hashtags_;
  std::vector<std::string_view> post_hashtags_;
};

std::vector<Stage> stages_for(const TopicSet& set, TagTable& tags, bool opinions) {
  File nothing("backtest", "");
  std::vector<Stage> stages;
  stages.push_back({.name = "parse", .work = make_parse(nothing.root().table("parse"))});
  stages.push_back({.name = "normalize", .work = make_normalize()});
  if (opinions) {
    stages.push_back(
        {.name = "sentiment", .work = make_sentiment(nothing.root().table("sentiment"))});
  }
  stages.push_back({.name = "topic", .work = make_topic(set, tags)});
  return stages;
}

}  // namespace

Backtest backtest(const TopicSet& set, const TopicSet* old, const BacktestRequest& request) {
  const LooseSet loose(set, old);
  TagTable tags;
  const std::vector<Stage> stages = stages_for(loose.set, tags, request.opinions);
  const Machine machine{.threads = request.threads};
  const std::unique_ptr<ReplaySource> source = make_source_replay(
      request.archives, {.batch_posts = machine.batch_posts, .batch_bytes = machine.batch_bytes});
  Lanes lanes({}, tags, nullptr);
  source->begin_epoch(lanes);
  Tally tally(set, old, loose, tags, request.seed);
  read_through(*source, stages, machine, [&tally](const Batch& batch) { tally.see(batch); });
  return tally.result();
}

}  // namespace yuqing
