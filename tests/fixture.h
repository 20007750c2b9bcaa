// Small fakes for tests of the machine: a store in memory, a source of given batches, sinks that
// remember.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/errors.h"
#include "pipeline/fold.h"

namespace yuqing {

class MemoryStore final : public Store {
 public:
  void save(const LaneKey& key, const std::string& snapshot) override {
    if (full) {
      throw DiskRefuses("state: cannot write; make room");
    }
    saved[key].insert(saved[key].begin(), snapshot);
  }
  std::vector<std::string> load(const LaneKey& key) override { return saved[key]; }

  std::map<LaneKey, std::vector<std::string>> saved;  // newest first
  bool full = false;
};

class SilentSource final : public Source {
 public:
  void begin_epoch(Lanes&) override {}
  Filled fill(Batch&) override { return Filled::finished; }
  void commit(std::span<const Position> positions) override {
    committed.assign(positions.begin(), positions.end());
  }

  std::vector<Position> committed;
};

struct KeptRow {
  std::int64_t start_ms = 0;
  std::string topic;
  Cell cell;
  std::uint64_t authors = 0;
  std::int64_t version = 0;
  std::uint64_t scoring = 0;
  bool final = false;
};
struct KeptLetter {
  std::int64_t offset = 0;
  Verdict reason = Verdict::counted;
  std::string payload;
};

struct Kept {
  std::vector<KeptRow> rows;
  std::vector<KeptLetter> letters;
};

class KeepingSink final : public Sink {
 public:
  explicit KeepingSink(Kept& kept) : kept_(kept) {}
  void write(const Output& output) override {
    for (const WindowRow& row : output.windows) {
      kept_.rows.push_back({.start_ms = row.start_ms,
                            .topic = std::string(row.topic),
                            .cell = row.cell,
                            .authors = row.authors->count(),
                            .version = row.version,
                            .scoring = row.scoring,
                            .final = row.final});
    }
    for (const DeadLetter& letter : output.dead_letters) {
      kept_.letters.push_back({.offset = letter.offset,
                               .reason = letter.reason,
                               .payload = std::string(letter.payload)});
    }
  }

 private:
  Kept& kept_;
};

class KeepingWitness final : public Witness {
 public:
  void see(const Post& post, const Record&, Fate fate, const Batch&) override {
    fates.emplace_back(post.id, fate);
  }

  std::vector<std::pair<std::uint64_t, Fate>> fates;  // of posts, by their ids
};

// A fold over one lane, "posts"/0, with the topics ai_heroes (tag 1) and outage (tag 2), and the
// entity deepseek (tag 3).
struct FoldFixture {
  explicit FoldFixture(Windowing wanted = {}, bool watched = true)
      : windowing(wanted), is_watched(watched) {
    tags.intern("ai_heroes");
    tags.intern("outage");
    tags.intern("$deepseek");
    restart();
  }

  // As after a crash: everything but the store and the sink's memory is made anew.
  void restart() {
    fold.reset();
    metrics.reset();
    lanes = std::make_unique<Lanes>(windowing, tags, &store);
    metrics = std::make_unique<Metrics>(*lanes);
    lane = lanes->open({.source = "posts", .partition = 0});
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::make_unique<KeepingSink>(kept));
    fold = std::make_unique<Fold>(Fold::Parts{.lanes = *lanes,
                                              .source = source,
                                              .metrics = *metrics,
                                              .store = &store,
                                              .sinks = std::move(sinks),
                                              .witness = is_watched ? &witness : nullptr,
                                              .health = waits_for_disk ? &health : nullptr,
                                              .scoring = 42});
  }

  // One record with one post, at the offset after the last.
  Post& add_post(Batch& batch, std::uint64_t id, std::int64_t time_ms) {
    batch.append({.lane = lane, .offset = offset++}, "{}");
    Post post;
    post.record = static_cast<std::uint32_t>(batch.records.size() - 1);
    post.id = id;
    post.time_ms = time_ms;
    batch.posts.push_back(post);
    return batch.posts.back();
  }

  // Gives the last post of a batch a topic; topics come in ascending order.
  static void add_topic(Batch& batch, Tag tag) {
    Post& post = batch.posts.back();
    post.topics.begin =
        post.topics.size == 0 ? static_cast<std::uint32_t>(batch.tags.size()) : post.topics.begin;
    post.topics.size++;
    batch.tags.push_back(tag);
  }

  // Gives the last post of a batch an opinion on an entity.
  static void add_opinion(Batch& batch, Tag entity, Sentiment sentiment) {
    Post& post = batch.posts.back();
    post.opinions.begin = post.opinions.size == 0
                              ? static_cast<std::uint32_t>(batch.opinions.size())
                              : post.opinions.begin;
    post.opinions.size++;
    batch.opinions.push_back({.entity = entity, .sentiment = sentiment});
  }

  const Lane& state() const { return (*lanes)[lane]; }

  Windowing windowing;
  bool is_watched = true;  // by the witness, who keeps all that it sees
  bool waits_for_disk = false;
  Health health;
  TagTable tags;
  MemoryStore store;
  SilentSource source;
  Kept kept;
  KeepingWitness witness;
  std::unique_ptr<Lanes> lanes;
  std::unique_ptr<Metrics> metrics;
  std::unique_ptr<Fold> fold;
  std::uint32_t lane = 0;
  std::int64_t offset = 0;
};

}  // namespace yuqing
