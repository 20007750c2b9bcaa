// The job's metrics, as schemas/metrics.tsv lists them.
//
// Totals are read from the lanes when somebody asks, so they survive a restart and cost the path
// of a post nothing. Label values come from the configuration alone. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace yuqing {

class Lanes;
struct Findings;

// What a topic is called where people read it, from the topic file.
struct TopicNames {
  std::string id;
  std::string name;
  std::string name_en;
  std::string target;  // id of the entity whose opinion is charted for it
};

class Metrics {
 public:
  // Where there are snapshots to go on from, totals wait until all lanes have caught up with their
  // logs, for so long at most: whoever was killed may have shown more than its last snapshot holds,
  // and rate() takes totals that fell for a beginning at zero, so for posts that came all at once.
  explicit Metrics(const Lanes& lanes,
                   std::chrono::milliseconds patience = std::chrono::milliseconds(0));
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Time that a stage took for one batch that was not empty.
  void observe(std::string_view stage, std::chrono::nanoseconds took);
  void snapshot_done(std::chrono::nanoseconds took, std::size_t bytes);
  void snapshot_failed();
  void epoch_begun();
  // A batch leaves the source, and has gone through the fold; so many may be on the way.
  void batch_begun();
  void batch_done();
  // Batches that went through, empty ones too, epochs, and failed tries of a disk: the main loop
  std::uint64_t turns() const;
  void show_batches_limit(std::size_t most);
  // The topics that count from now on, and the version of their file.
  void show_topics(std::uint64_t version, std::vector<TopicNames> topics);
  void reload_done(bool ok);
  // What is counted is an archive at a pace, not the stream.
  void show_replay();

  // What all lanes say together now, at most a second old.
  Findings findings() const;
  std::vector<TopicNames> topics() const;

  // All metrics in the text format of Prometheus. `ready` is what Health says.
  std::string text(bool ready) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yuqing
