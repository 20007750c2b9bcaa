// Keeps snapshots in a compacted topic of Kafka, so that a lane's state moves with its partition
// from one machine to another.
//
// A lane's pieces stand in one partition of the topic. Whoever opens the lane reads that partition
// and takes the whole snapshot that is furthest; any is right, an older one only means that more
// posts are counted again. No transaction and no lock is needed for that.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <thread>

#include "operators/catalogue.h"
#include "operators/kafka.h"
#include "operators/kafka_acknowledged.h"
#include "operators/kafka_log.h"
#include "operators/kafka_security.h"
#include "operators/kafka_topic_setting.h"
#include "operators/kafka_writer.h"
#include "operators/snapshot_pieces.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(60);
constexpr milliseconds kWait{100};
constexpr milliseconds kRetry{500};
constexpr std::string_view kPart = "store_kafka";

struct Settings {
  KafkaProperties writing;
  KafkaTopic reading;

  const std::string& topic() const { return reading.topic; }
  const std::string& brokers() const { return writing.at("bootstrap.servers"); }
};

class KafkaStore final : public Store {
 public:
  KafkaStore(Settings settings, Health& health)
      : settings_(std::move(settings)), health_(health), writer_(new_writer_name()) {}

  void save(const LaneKey& lane, const std::string& snapshot) override {
    try {
      write(lane, snapshot);
    } catch (const SinkError& error) {
      throw StoreError(error.what());
    }
  }

  std::vector<std::string> load(const LaneKey& lane) override {
    PieceCollector found(lane);
    const Clock::time_point deadline = Clock::now() + kPatience;
    bool told = false;
    while (!read(lane, found)) {
      if (Clock::now() > deadline) {
        throw StoreError(fmt::format("{}: {}", kPart, log_->reason()));
      }
      if (!told) {
        health_.report(kPart, log_->reason());
        spdlog::warn("{}: {}; the partition waits for its snapshot", kPart, log_->reason());
        told = true;
      }
      std::this_thread::sleep_for(kRetry);
    }
    if (told) {
      health_.report(kPart, "");
    }
    known_[name_of(lane)].rubbish = found.keys_but_of(writer_);
    return found.snapshots();
  }

 private:
  struct Known {
    std::uint64_t generation = 0;      // of our newest snapshot
    std::vector<std::string> rubbish;  // keys of others, to be cleared away
  };

  static std::string name_of(const LaneKey& lane) {
    return fmt::format("{}/{}", lane.source, lane.partition);
  }

  void write(const LaneKey& lane, const std::string& snapshot) {
    connect();
    check_topic();
    const std::optional<std::int32_t> partition = partition_of(lane);
    if (!partition) {
      throw StoreError(fmt::format("{}: {}", kPart, log_->reason()));
    }
    Known& known = known_[name_of(lane)];
    for (const Piece& piece : cut_snapshot(lane, writer_, ++known.generation, snapshot)) {
      producer_->send(settings_.topic(), piece.key, piece.value, 0, *partition);
    }
    wait_for_acknowledgements(*producer_, settings_.brokers(), std::string(kPart), health_);
    // What a newer snapshot has made needless goes away in time; nobody waits for that.
    for (const std::string& key : known.rubbish) {
      producer_->send(settings_.topic(), key, {}, 0, *partition);
    }
    known.rubbish.clear();
  }

  void connect() {
    if (producer_ == nullptr) {
      policy_ =
          std::make_unique<TopicSetting>(settings_.writing, settings_.topic(), "cleanup.policy");
      warn_of_clear_link(std::string(kPart), settings_.writing);
      producer_ = std::make_unique<KafkaProducer>(settings_.writing);
    }
    if (log_ == nullptr) {
      log_ = std::make_unique<KafkaLog>(settings_.reading);
    }
  }

  // A topic that drops old records drops the state of a lane that did not change for so long; the
  // lane would then be counted from its beginning, on top of what was counted.
  void check_topic() {
    const std::optional<TopicSetting::Answer> policy =
        policy_ == nullptr ? std::nullopt : policy_->answer();
    if (!policy) {
      return;
    }
    policy_.reset();
    if (!policy->fault.empty()) {
      spdlog::info("{}: whether topic '{}' is compacted cannot be asked: {}", kPart,
                   settings_.topic(), policy->fault);
    } else if (policy->value != "compact") {
      throw StoreError(fmt::format(
          "{0}: topic '{1}' has cleanup.policy={2}, so it would lose the state of the job; set it: "
          "kafka-configs.sh --bootstrap-server {3} --alter --entity-type topics --entity-name {1} "
          "--add-config cleanup.policy=compact",
          kPart, settings_.topic(), policy->value, settings_.brokers()));
    }
  }

  // Nothing: the log knows why.
  std::optional<std::int32_t> partition_of(const LaneKey& lane) {
    if (!partitions_) {
      partitions_ = log_->partitions();
    }
    return partitions_ ? std::optional(lane.partition % *partitions_) : std::nullopt;
  }

  // All that the topic holds of a lane; false when the broker does not tell. It stands elsewhere
  // when the topic has more partitions now than when it was written.
  bool read(const LaneKey& lane, PieceCollector& found) {
    connect();
    partitions_.reset();
    const std::optional<std::int32_t> first = partition_of(lane);
    if (!first || !read_partition(*first, found)) {
      return false;
    }
    for (std::int32_t next = 1; next < *partitions_ && found.is_empty(); next++) {
      if (!read_partition((*first + next) % *partitions_, found)) {
        return false;
      }
    }
    return true;
  }

  bool read_partition(std::int32_t partition, PieceCollector& found) {
    const std::optional<Watermarks> marks = log_->watermarks(partition);
    if (!marks || marks->low == marks->high) {
      return marks.has_value();
    }
    log_->start(partition, marks->low);
    const bool whole = read_until(marks->high, found);
    log_->stop(partition);
    return whole;
  }

  bool read_until(std::int64_t end, PieceCollector& found) {
    const Clock::time_point deadline = Clock::now() + kPatience;
    while (Clock::now() < deadline) {
      const std::optional<LogEntry> entry = log_->poll(kWait);
      if (!entry) {
        continue;
      }
      if (entry->kind != LogEntry::Kind::record) {
        return entry->kind == LogEntry::Kind::end && entry->offset >= end;
      }
      if (entry->key) {
        found.take(*entry->key, entry->payload.value_or(std::string_view()));
      }
    }
    return false;
  }

  const Settings settings_;
  Health& health_;
  const std::string writer_;
  std::unique_ptr<KafkaProducer> producer_;
  std::unique_ptr<KafkaLog> log_;
  std::optional<std::int32_t> partitions_;
  std::unique_ptr<TopicSetting> policy_;  // while it is asked
  std::map<std::string, Known> known_;    // by the name of the lane
};

}  // namespace

std::unique_ptr<Store> make_store_kafka(const Section& store_kafka, Health& health) {
  Settings settings;
  settings.writing = read_kafka_properties(store_kafka, KafkaRole::producer, {});
  settings.reading.topic = store_kafka.text("topic");
  if (settings.reading.topic.empty()) {
    store_kafka.complain("topic", "missing; name a topic with cleanup.policy=compact");
  }
  settings.reading.properties = completed(KafkaRole::consumer, settings.writing);
  settings.reading.properties["enable.partition.eof"] = "true";
  return std::make_unique<KafkaStore>(std::move(settings), health);
}

}  // namespace yuqing
