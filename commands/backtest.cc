// See backtest.h.
#include "commands/backtest.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "commands/backtest_hashtags.h"
#include "commands/backtest_loose.h"
#include "commands/backtest_sample.h"
#include "operators/catalogue.h"
#include "operators/normalize.h"
#include "operators/source_replay.h"
#include "operators/topic_lack.h"
#include "pipeline/ids.h"
#include "pipeline/lanes.h"
#include "pipeline/pipeline.h"

namespace yuqing {
namespace {

// Posts with one of a topic's terms that are kept to look for near misses among them.
constexpr std::size_t kCandidates = 400;

std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

std::vector<BacktestExample> examples_of(const Sample& sample) {
  std::vector<BacktestExample> examples;
  for (Kept& kept : sample.in_order()) {
    examples.push_back({.id = kept.id, .text = std::move(kept.text), .lacks = {}});
  }
  return examples;
}

bool holds(const std::vector<std::uint32_t>& list, std::uint32_t value) {
  return std::ranges::find(list, value) != list.end();
}

class MatchTally {
 public:
  MatchTally(const TopicSet& set, const TopicSet* old, const LooseSet& loose, std::uint64_t seed)
      : set_(set), loose_(loose), seed_(seed) {
    for (const TopicRule& rule : set.topics) {
      result_.topics.push_back({.id = rule.id});
    }
    hit_samples_.resize(set.topics.size(), Sample(kExamples));
    candidates_.resize(set.topics.size(), Sample(kCandidates));
    if (old != nullptr) {
      pair_changes(*old);
    }
  }

  void see(const Batch& batch) {
    result_.records += batch.records.size();
    for (const Post& post : batch.posts) {
      if (post.verdict != Verdict::counted) {
        result_.left_out[std::string(name_of(post.verdict))]++;
        continue;
      }
      if (!ids_of(batch.records[post.record].lane).insert(post.id)) {
        result_.left_out["duplicate"]++;
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
    result_.hashtags = hashtags_.most();
    for (std::size_t i = 0; i < result_.changes.size(); i++) {
      result_.changes[i].gained_posts = examples_of(gained_[i]);
      result_.changes[i].lost_posts = examples_of(lost_[i]);
    }
    return std::move(result_);
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  // A topic's places among the changes and in the other set.
  struct Pair {
    std::size_t change = 0;
    std::uint32_t other = kNone;
  };

  void pair_changes(const TopicSet& old) {
    std::map<std::string, std::pair<std::uint32_t, std::uint32_t>> places;
    for (std::uint32_t i = 0; i < set_.topics.size(); i++) {
      places[set_.topics[i].id] = {i, kNone};
    }
    for (std::uint32_t i = 0; i < old.topics.size(); i++) {
      places.try_emplace(old.topics[i].id, kNone, kNone).first->second.second = i;
    }
    pair_of_.resize(set_.topics.size());
    pair_of_old_.resize(old.topics.size());
    for (const auto& [id, place] : places) {
      const auto& [now, before] = place;
      const std::size_t change = result_.changes.size();
      result_.changes.push_back({.id = id});
      if (now != kNone) {
        pair_of_[now] = {.change = change, .other = before};
      }
      if (before != kNone) {
        pair_of_old_[before] = {.change = change, .other = now};
      }
    }
    gained_.resize(result_.changes.size(), Sample(kExamples));
    lost_.resize(result_.changes.size(), Sample(kExamples));
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
      const LooseTopic& meaning = loose_.meanings[tag - 1u];
      sorted_.list_of(meaning.is).push_back(meaning.index);
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
      hashtags_.add(own_text(post.text));
    }
    count_changes(post);
  }

  void count_removed(std::uint32_t i) {
    result_.topics[i].removed++;
    for (const std::uint32_t exclusion : loose_.excludes[i]) {
      if (holds(sorted_.exclusions, exclusion)) {
        result_.topics[i].removed_by[loose_.exclusions[exclusion]]++;
      }
    }
  }

  void count_changes(const Post& post) {
    for (std::size_t i = 0; i < sorted_.hits.size() && !pair_of_.empty(); i++) {
      const Pair& pair = pair_of_[sorted_.hits[i]];
      BacktestChange& change = result_.changes[pair.change];
      change.after++;
      if (!holds(sorted_.old, pair.other)) {
        change.gained++;
        gained_[pair.change].add(rank_of(post, pair.change), post);
      }
    }
    for (const std::uint32_t i : sorted_.old) {
      const Pair& pair = pair_of_old_[i];
      BacktestChange& change = result_.changes[pair.change];
      change.before++;
      if (!holds(sorted_.hits, pair.other)) {
        change.lost++;
        lost_[pair.change].add(rank_of(post, pair.change), post);
      }
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

  const TopicSet& set_;
  const LooseSet& loose_;
  const std::uint64_t seed_;
  Backtest result_;
  std::vector<IdSet> ids_;  // by lane
  Sorted sorted_;           // of the post at hand
  std::vector<Sample> hit_samples_;
  std::vector<Sample> candidates_;
  std::vector<Pair> pair_of_;      // by topic; empty where nothing is compared
  std::vector<Pair> pair_of_old_;  // by topic of the old set
  std::vector<Sample> gained_;
  std::vector<Sample> lost_;
  std::map<std::uint64_t, std::uint64_t> overlaps_;
  HashtagCount hashtags_;
};

std::vector<Stage> stages_for(const LooseSet& loose, bool opinions) {
  File nothing("backtest", "");
  std::vector<Stage> stages;
  stages.push_back({.name = "parse", .work = make_parse(nothing.root().table("parse"))});
  stages.push_back({.name = "normalize", .work = make_normalize()});
  if (opinions) {
    stages.push_back(
        {.name = "sentiment", .work = make_sentiment(nothing.root().table("sentiment"))});
  }
  stages.push_back({.name = "topic", .work = make_loose_topics(loose)});
  return stages;
}

}  // namespace

Backtest backtest(const TopicSet& set, const TopicSet* old, const BacktestRequest& request) {
  const TopicSet now = told_apart(set);
  const std::optional<TopicSet> before =
      old == nullptr ? std::nullopt : std::optional(told_apart(*old));
  const LooseSet loose(now, before ? &*before : nullptr);
  const std::vector<Stage> stages = stages_for(loose, request.opinions);
  const Machine machine{.threads = request.threads};
  const std::unique_ptr<ReplaySource> source =
      make_source_replay(request.archives, {.batch_posts = machine.batch_posts,
                                            .batch_bytes = machine.batch_bytes,
                                            .threads = static_cast<std::size_t>(machine.threads)});
  TagTable tags;
  Lanes lanes({}, tags, nullptr);
  source->begin_epoch(lanes);
  MatchTally tally(now, before ? &*before : nullptr, loose, request.seed);
  read_through(*source, stages, machine, [&tally](const Batch& batch) { tally.see(batch); });
  return tally.result();
}

}  // namespace yuqing
