// Reads a topic of Kafka, as a member of a consumer group.
//
// Where to read is decided by the lanes' snapshots, never by what the broker remembers: offsets
// are committed for displays of lag only. A place that is no longer in the topic is an error or a
// counted gap, as configured, but never passed over in silence.
#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "operators/catalogue.h"
#include "operators/kafka_consumer.h"
#include "operators/kafka_group.h"
#include "operators/kafka_link.h"
#include "operators/kafka_member.h"
#include "operators/kafka_properties.h"
#include "operators/kafka_security.h"
#include "operators/kafka_stall.h"
#include "operators/kafka_start.h"
#include "pipeline/errors.h"
#include "pipeline/lanes.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kPatience{50};  // fill() promises to be back within 100 ms
// A poll goes on after it has told of an assignment, so it is short while one is awaited.
constexpr milliseconds kPatienceUnassigned{5};
constexpr milliseconds kRetry{1000};
constexpr milliseconds kEndsEvery{1000};

struct Settings {
  KafkaProperties properties;
  std::string topic;
  std::string group;
  StartPolicy policy;
  milliseconds stall_timeout{0};
  std::size_t batch_posts = 0;
  std::size_t batch_bytes = 0;
};

struct Owned {
  std::int32_t partition = 0;
  std::uint32_t lane = 0;
  std::int64_t next = 0;
  std::int64_t end = 0;
};

class KafkaSource final : public Source {
 public:
  KafkaSource(Settings settings, Health& health)
      : settings_(std::move(settings)),
        link_(settings_.properties.at("bootstrap.servers"), settings_.topic, settings_.group),
        member_("source_kafka", link_, health),
        stall_({settings_.properties, settings_.topic}, settings_.stall_timeout, health) {
    health.report("source", link_.reason());
  }
  ~KafkaSource() override {
    if (consumer_ != nullptr) {
      send_commits();
    }
  }

  void begin_epoch(Lanes& lanes) override;
  Filled fill(Batch& batch) override;
  void commit(std::span<const Position> positions) override;

 private:
  void connect();
  void reconnect(Lanes& lanes, const std::string& why);
  bool change_is_due() const;
  void take_over(Lanes& lanes, const std::vector<std::int32_t>& partitions);
  void close_others(Lanes& lanes, const std::vector<std::int32_t>& partitions);
  Owned open(Lanes& lanes, std::int32_t partition, Watermarks marks);
  std::optional<Watermarks> watermarks_now(std::int32_t partition);
  Owned* owned_of(std::int32_t partition);
  void take(const rd_kafka_message_t& message, Batch& batch);
  void tell_ends(Batch& batch);
  void look_after(Clock::time_point now);
  void send_commits();

  const Settings settings_;
  KafkaLink link_;
  KafkaMember member_;
  KafkaStall stall_;
  std::unique_ptr<KafkaConsumer> consumer_;
  std::vector<Owned> owned_;  // ascending by partition
  std::vector<PartitionOffset> read_;
  Clock::time_point not_before_{};  // of the next attempt to take partitions over
  Clock::time_point ends_told_{};
  std::mutex mutex_;  // guards positions_: commit() comes from another thread
  std::vector<Position> positions_;
};

void KafkaSource::begin_epoch(Lanes& lanes) {
  if (consumer_ == nullptr) {
    warn_of_clear_link("source_kafka", settings_.properties);
    connect();
  } else if (!consumer_->fatal().empty()) {
    const std::string why = consumer_->fatal();
    member_.put_out(why);
    reconnect(lanes, why);
  } else if (!stall_.wants_client().empty()) {
    reconnect(lanes, stall_.wants_client());
    stall_.began_anew();
  }
  send_commits();
  if (!consumer_->wanted()) {
    return;
  }
  const std::vector<std::int32_t> wanted = *consumer_->wanted();
  if (wanted.empty()) {
    close_others(lanes, wanted);
    consumer_->assign({});
  } else {
    take_over(lanes, wanted);
  }
  member_.tell(owned_.size());
}

void KafkaSource::connect() {
  consumer_ = std::make_unique<KafkaConsumer>(settings_.properties, settings_.topic, link_);
}

void KafkaSource::reconnect(Lanes& lanes, const std::string& why) {
  spdlog::warn("source_kafka: {}; joining the group anew", why);
  close_others(lanes, {});
  link_.unassigned();
  consumer_.reset();
  connect();
}

// Asks the broker everything before it changes anything: what fails is tried again.
void KafkaSource::take_over(Lanes& lanes, const std::vector<std::int32_t>& partitions) {
  const std::optional<std::vector<Watermarks>> marks = consumer_->watermarks(partitions);
  if (!marks) {
    not_before_ = Clock::now() + kRetry;
    return;
  }
  close_others(lanes, partitions);
  std::vector<Owned> owned;
  std::vector<PartitionOffset> offsets;
  for (std::size_t i = 0; i < partitions.size(); i++) {
    owned.push_back(open(lanes, partitions[i], (*marks)[i]));
    offsets.push_back({partitions[i], owned.back().next});
  }
  owned_ = std::move(owned);
  stall_.begin(partitions);
  ends_told_ = {};
  consumer_->assign(offsets);
}

void KafkaSource::close_others(Lanes& lanes, const std::vector<std::int32_t>& partitions) {
  std::erase_if(owned_, [&](const Owned& owned) {
    const bool stays = std::ranges::binary_search(partitions, owned.partition);
    if (!stays) {
      lanes.close(owned.lane);
    }
    return !stays;
  });
}

Owned KafkaSource::open(Lanes& lanes, std::int32_t partition, Watermarks marks) {
  const Owned* known = owned_of(partition);
  const std::uint32_t index =
      known != nullptr ? known->lane : lanes.open({settings_.topic, partition});
  Lane& lane = lanes[index];
  // Another member may have gone on after we asked where the partition ends.
  if (lane.next > marks.high) {
    marks = watermarks_now(partition).value_or(marks);
  }
  const Start start = start_of(lane, marks, settings_.policy);
  // From here on the lane has a place, so a restart compares it with what the topic still holds.
  const std::lock_guard lock(lanes.mutex());
  lane.changes += go_to(lane, start) ? 1 : 0;
  return {partition, index, start.next, marks.high};
}

std::optional<Watermarks> KafkaSource::watermarks_now(std::int32_t partition) {
  const std::optional<std::vector<Watermarks>> marks = consumer_->watermarks({partition});
  return marks ? std::optional(marks->front()) : std::nullopt;
}

Owned* KafkaSource::owned_of(std::int32_t partition) {
  const auto found = std::ranges::lower_bound(owned_, partition, {}, &Owned::partition);
  return found != owned_.end() && found->partition == partition ? &*found : nullptr;
}

Filled KafkaSource::fill(Batch& batch) {
  send_commits();
  milliseconds patience = owned_.empty() ? kPatienceUnassigned : kPatience;
  while (!change_is_due() && batch.records.size() < settings_.batch_posts &&
         batch.bytes.size() < settings_.batch_bytes) {
    const KafkaMessage message = consumer_->poll(patience);
    if (message == nullptr) {
      break;
    }
    take(*message, batch);
    patience = milliseconds(0);
  }
  batch.filled_at = Clock::now();
  look_after(batch.filled_at);
  tell_ends(batch);
  member_.tell(owned_.size());
  return change_is_due() ? Filled::epoch_over : Filled::more;
}

bool KafkaSource::change_is_due() const {
  const bool changed = consumer_->wanted() && Clock::now() >= not_before_;
  return changed || !stall_.wants_client().empty() || !consumer_->fatal().empty();
}

void KafkaSource::take(const rd_kafka_message_t& message, Batch& batch) {
  Owned* owned = owned_of(message.partition);
  // librdkafka has delivered records of an assignment that had ended, and some of them twice.
  if (owned == nullptr || message.offset < owned->next) {
    spdlog::debug("source_kafka: stale record {} of partition {}", message.offset,
                  message.partition);
    return;
  }
  owned->next = message.offset + 1;
  owned->end = std::max(owned->end, owned->next);
  Record record{.lane = owned->lane, .offset = message.offset};
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t time_ms = rd_kafka_message_timestamp(&message, &type);
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) {
    record.log_time_ms = time_ms;
  }
  // A tombstone says by its key which post is meant.
  if (message.payload == nullptr) {
    record.verdict = Verdict::tombstone;
    batch.append(record, {static_cast<const char*>(message.key), message.key_len});
    return;
  }
  batch.append(record, {static_cast<const char*>(message.payload), message.len});
}

void KafkaSource::tell_ends(Batch& batch) {
  if (batch.filled_at - ends_told_ < kEndsEvery) {
    return;
  }
  ends_told_ = batch.filled_at;
  for (Owned& owned : owned_) {
    owned.end = std::max(owned.end, consumer_->end_of(owned.partition).value_or(0));
    // Behind the last record there may stand what is none.
    const bool all_read = consumer_->exhausted_to(owned.partition) >= owned.end;
    batch.ends.push_back(
        {owned.lane, all_read ? owned.next : owned.end, stall_.stands(owned.partition)});
  }
}

void KafkaSource::look_after(Clock::time_point now) {
  read_.clear();
  for (const Owned& owned : owned_) {
    const std::int64_t read = std::max(owned.next, consumer_->exhausted_to(owned.partition));
    read_.push_back({owned.partition, read});
  }
  stall_.look(now, read_, link_.trouble() || owned_.empty());
}

void KafkaSource::commit(std::span<const Position> positions) {
  const std::lock_guard lock(mutex_);
  positions_.assign(positions.begin(), positions.end());
}

void KafkaSource::send_commits() {
  std::vector<PartitionOffset> offsets;
  const std::lock_guard lock(mutex_);
  for (const Position& position : positions_) {
    const auto owned = std::ranges::find(owned_, position.lane, &Owned::lane);
    if (owned != owned_.end() && position.next != kNoOffset) {
      offsets.push_back({owned->partition, position.next});
    }
  }
  if (offsets.empty() || consumer_->commit(offsets)) {
    positions_.clear();
  }
}

}  // namespace

std::unique_ptr<Source> make_source_kafka(const Section& source_kafka, Health& health,
                                          std::size_t batch_posts, std::size_t batch_bytes) {
  Settings settings;
  settings.topic = source_kafka.text("topic");
  if (settings.topic.empty()) {
    source_kafka.complain("topic", "missing; write the name of the topic with the posts");
  }
  settings.group = source_kafka.text("group", "yuqing");
  settings.policy.from_latest =
      source_kafka.choice("start", "earliest", {"earliest", "latest"}) == "latest";
  settings.policy.skip_gaps = source_kafka.choice("on_gap", "fail", {"fail", "skip"}) == "skip";
  settings.stall_timeout = source_kafka.duration("stall_timeout", std::chrono::seconds(60),
                                                 std::chrono::seconds(1), std::chrono::hours(1));
  settings.properties = read_kafka_properties(source_kafka, KafkaRole::consumer,
                                              group_properties(source_kafka, settings.group));
  settings.batch_posts = batch_posts;
  settings.batch_bytes = batch_bytes;
  return std::make_unique<KafkaSource>(std::move(settings), health);
}

}  // namespace yuqing
