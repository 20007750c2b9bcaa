// A world that can be broken at any step: a log, a store, a sink, and jobs that come and go.
//
// Everything follows from one seed, and no thread and no clock is in it, so a seed replays exactly.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "tests/fixture.h"

namespace yuqing::simulation {

constexpr std::int64_t kBegin = 1'737'950'400'000;  // 2025-01-27T04:00:00Z
constexpr std::int64_t kMinute = 60'000;
constexpr Tag kTopics = 3;

using Random = std::minstd_rand;

// What stands in a log: a post with its topic, or a record without one.
struct Entry {
  Verdict verdict = Verdict::counted;
  Change change = Change::add;
  std::uint64_t id = 0;
  std::int64_t time_ms = 0;
  std::int64_t log_time_ms = kNoTime;
  Tag topic = kAllPosts;
  std::int16_t score = 0;
};
using Log = std::vector<Entry>;  // by offset

// Posts of a rising time with late, future, repeated and broken ones among them; with `changes`
// edited and deleted ones too.
inline Log make_log(Random& random, std::size_t size, bool changes) {
  Log log;
  std::int64_t now = kBegin;
  const auto one_in = [&random](unsigned n) { return random() % n == 0; };
  for (std::size_t i = 0; i < size; i++) {
    now += static_cast<std::int64_t>(random() % (kMinute / 2));
    Entry entry{.id = 1 + random() % 1'000'000'000,
                .time_ms = now - static_cast<std::int64_t>(random() % kMinute),
                .log_time_ms = now,
                .topic = static_cast<Tag>(random() % (kTopics + 1)),
                .score = static_cast<std::int16_t>(static_cast<int>(random() % 2001) - 1000)};
    if (one_in(10)) {
      entry.time_ms -= static_cast<std::int64_t>(random() % (8 * kMinute));
    } else if (one_in(20)) {
      entry.time_ms += static_cast<std::int64_t>(random()) % (10'000 * kMinute);
    }
    if (!log.empty() && one_in(8)) {
      entry.id = log[random() % log.size()].id;
      entry.change = changes && one_in(2) ? Change::update : Change::add;
      entry.verdict = changes && one_in(3) ? Verdict::deleted : Verdict::counted;
    } else if (one_in(12)) {
      entry.verdict = one_in(2) ? Verdict::not_json : Verdict::bad_time;
    }
    log.push_back(entry);
  }
  return log;
}

// The power fails.
struct Crash : std::runtime_error {
  Crash() : std::runtime_error("crash") {}
};

// Counts down to a crash; nothing means that all goes well.
struct Fuse {
  std::optional<int> left;

  void burn() {
    if (left && --*left < 0) {
      throw Crash();
    }
  }
};

// Crashes before or after a snapshot is durable; keeps two a lane, as the file store does.
class FailingStore final : public Store {
 public:
  void save(const LaneKey& key, const std::string& snapshot) override {
    fuse.burn();
    std::vector<std::string>& kept = saved[key];
    kept.insert(kept.begin(), snapshot);
    kept.resize(std::min<std::size_t>(kept.size(), 2));
    fuse.burn();
  }
  std::vector<std::string> load(const LaneKey& key) override { return saved[key]; }

  std::map<LaneKey, std::vector<std::string>> saved;
  Fuse fuse;
};

// What readers of the sinks know: of each key the row of the highest version.
struct Written {
  struct Row {
    std::int64_t version = 0;
    Cell cell;
    bool final = false;
  };
  std::map<std::tuple<std::int32_t, std::int64_t, std::string>, Row> rows;
  std::set<std::tuple<std::int32_t, std::int64_t, Verdict>> letters;
  bool versions_agree = true;

  void write(const Output& output) {
    for (const WindowRow& row : output.windows) {
      Row& held = rows[{row.lane->partition, row.start_ms, std::string(row.topic)}];
      if (row.version == held.version) {
        versions_agree = versions_agree && row.cell == held.cell;
        held.final = held.final || row.final;
      } else if (row.version > held.version) {
        held = {.version = row.version, .cell = row.cell, .final = row.final};
      }
    }
    for (const DeadLetter& letter : output.dead_letters) {
      letters.emplace(letter.lane->partition, letter.offset, letter.reason);
    }
  }
};

class FailingSink final : public Sink {
 public:
  FailingSink(Written& written, Fuse& fuse) : written_(written), fuse_(fuse) {}
  void write(const Output& output) override {
    fuse_.burn();
    written_.write(output);
    fuse_.burn();
  }

 private:
  Written& written_;
  Fuse& fuse_;
};

inline Windowing windowing() {
  using namespace std::chrono_literals;
  return {.size = 1min, .lateness = 3min, .ids = 64, .retractable = 32};
}

// A process: it owns lanes for a while, reads on from where their snapshots say, and may die.
class Instance {
 public:
  Instance(const std::vector<Log>& logs, FailingStore& store, Written& written)
      : logs_(logs), lanes_(windowing(), tags(), &store), metrics_(lanes_) {
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::make_unique<FailingSink>(written, store.fuse));
    fold_ = std::make_unique<Fold>(Fold::Parts{.lanes = lanes_,
                                               .source = source_,
                                               .metrics = metrics_,
                                               .store = &store,
                                               .sinks = std::move(sinks),
                                               .scoring = 42});
  }

  static TagTable tags() {
    TagTable tags;
    for (Tag topic = 1; topic <= kTopics; topic++) {
      tags.intern("topic" + std::to_string(topic));
    }
    return tags;
  }

  void open(std::int32_t partition) {
    const std::uint32_t lane = lanes_.open({.source = "posts", .partition = partition});
    const std::int64_t next = lanes_[lane].next;
    places_[partition] = {.lane = lane, .at = next == kNoOffset ? 0 : next};
  }
  void close(std::int32_t partition) {
    lanes_.close(places_.at(partition).lane);
    places_.erase(partition);
  }
  bool owns(std::int32_t partition) const { return places_.contains(partition); }
  bool is_done(std::int32_t partition) const {
    return places_.at(partition).at == std::ssize(logs_[static_cast<std::size_t>(partition)]);
  }

  // Reads that many records of a partition as one batch, after going back that many.
  void read(std::int32_t partition, std::int64_t records, std::int64_t back) {
    Place& place = places_.at(partition);
    const Log& log = logs_[static_cast<std::size_t>(partition)];
    place.at = std::max<std::int64_t>(place.at - back, 0);
    batch_.clear();
    for (; records > 0 && place.at < std::ssize(log); records--, place.at++) {
      append(place, log[static_cast<std::size_t>(place.at)]);
    }
    fold_->add(batch_);
  }
  void settle() { fold_->settle(); }

  const Lane& lane(std::int32_t partition) const { return lanes_[places_.at(partition).lane]; }

 private:
  struct Place {
    std::uint32_t lane = 0;
    std::int64_t at = 0;  // offset of the next record to read
  };

  void append(const Place& place, const Entry& entry) {
    batch_.append({.lane = place.lane, .offset = place.at, .log_time_ms = entry.log_time_ms}, "{}");
    Post post;
    post.record = static_cast<std::uint32_t>(batch_.records.size() - 1);
    post.verdict = entry.verdict;
    post.change = entry.change;
    post.id = is_rejected(entry.verdict) ? 0 : entry.id;
    post.time_ms = entry.time_ms;
    post.author_id = entry.id % 97;
    post.score = entry.score;
    post.sentiment = entry.score < 0 ? Sentiment::negative : Sentiment::positive;
    post.topics.begin = static_cast<std::uint32_t>(batch_.tags.size());
    if (entry.topic != kAllPosts) {
      batch_.tags.push_back(entry.topic);
      post.topics.size = 1;
    }
    batch_.posts.push_back(post);
  }

  const std::vector<Log>& logs_;
  Lanes lanes_;
  Metrics metrics_;
  SilentSource source_;
  std::unique_ptr<Fold> fold_;
  std::map<std::int32_t, Place> places_;
  Batch batch_;
};

}  // namespace yuqing::simulation
