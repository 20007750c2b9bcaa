// See kafka_merge.h.
#include "operators/kafka_merge.h"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "operators/kafka.h"
#include "operators/kafka_acknowledged.h"
#include "operators/kafka_consumer.h"
#include "operators/kafka_log.h"
#include "operators/kafka_member.h"
#include "operators/kafka_security.h"
#include "operators/kafka_windows.h"
#include "operators/kafka_writer.h"
#include "operators/window_sums.h"
#include "pipeline/durable_file.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Taken = WindowSums::Taken;

constexpr std::string_view kPart = "merge";
constexpr milliseconds kPatience{50};
constexpr milliseconds kRetry{1000};
constexpr int kBurst = 10'000;  // rows between two looks at everything else

class Merger {
 public:
  Merger(const MergePlan& plan, MergeSigns& signs)
      : plan_(plan),
        signs_(signs),
        link_(plan.reading.at("bootstrap.servers"), plan.windows_topic, plan.group),
        member_(std::string(kPart), link_, signs.health) {}

  void run(const std::stop_token& stop) {
    warn_of_clear_link(std::string(kPart), plan_.reading);
    connect();
    while (!stop.stop_requested()) {
      if (!consumer_->fatal().empty()) {
        reconnect();
      }
      if (consumer_->wanted() && Clock::now() >= not_before_) {
        answer();
      }
      read();
      if (Clock::now() - written_at_ >= plan_.interval) {
        write();
        written_at_ = Clock::now();
      }
      commit();
      member_.tell(partitions_.size());
      signs_.turns++;
    }
    write();
    commit();
    spdlog::info("merge: stopped: {} rows read, {} sums written", rows_read_, sums_written_);
  }

 private:
  struct Partition {
    WindowSums sums;
    std::int64_t next = 0;
    std::int64_t written = 0;  // the sums of all rows before it are written
    bool owned = false;
    bool reported = false;  // that it holds something else than rows
  };

  void connect() {
    consumer_ = std::make_unique<KafkaConsumer>(plan_.reading, plan_.windows_topic, link_);
  }

  void reconnect() {
    const std::string why = consumer_->fatal();
    member_.put_out(why);
    spdlog::warn("{}: {}; joining the group anew", kPart, why);
    release();
    link_.unassigned();
    consumer_.reset();
    connect();
  }

  // What was read is kept: most partitions come back at once.
  void release() {
    for (auto& [number, partition] : partitions_) {
      partition.owned = false;
    }
    to_commit_.clear();
  }

  void answer() {
    const std::vector<std::int32_t> wanted = *consumer_->wanted();
    if (wanted.empty()) {
      release();
      consumer_->assign({});
      return;
    }
    const std::optional<std::int32_t> count =
        KafkaLog({.properties = plan_.reading, .topic = plan_.windows_topic}).partitions();
    const auto marks = consumer_->watermarks(wanted);
    const auto committed = marks ? consumer_->committed(wanted) : std::nullopt;
    if (!count || !committed) {
      not_before_ = Clock::now() + kRetry;
      return;
    }
    count_ = *count;
    release();
    std::vector<PartitionOffset> offsets;
    for (std::size_t i = 0; i < wanted.size(); i++) {
      offsets.push_back({wanted[i], open(wanted[i], (*marks)[i], (*committed)[i])});
    }
    std::erase_if(partitions_, [](const auto& entry) { return !entry.second.owned; });
    consumer_->assign(offsets);
  }

  // Where to read on. Without the rows between our place and what there is, all are read anew.
  std::int64_t open(std::int32_t number, Watermarks marks, std::int64_t committed) {
    const auto known = partitions_.find(number);
    if (known != partitions_.end() &&
        (known->second.next < marks.low || known->second.next > marks.high)) {
      partitions_.erase(known);
    }
    const auto [place, is_new] =
        partitions_.try_emplace(number, Partition{.sums = WindowSums(plan_.keep)});
    Partition& partition = place->second;
    if (is_new) {
      partition.next = marks.low;
      // A topic that was made anew has none of the rows that were written.
      partition.written = committed <= marks.high ? committed : 0;
    }
    partition.owned = true;
    return partition.next;
  }

  void read() {
    milliseconds patience = kPatience;
    for (int i = 0; i < kBurst; i++) {
      const KafkaMessage message = consumer_->poll(patience);
      if (message == nullptr) {
        return;
      }
      take(*message);
      patience = milliseconds(0);
    }
  }

  void take(const rd_kafka_message_t& message) {
    const auto found = partitions_.find(message.partition);
    if (found == partitions_.end() || message.offset < found->second.next) {
      return;  // of an assignment that has ended
    }
    Partition& partition = found->second;
    partition.next = message.offset + 1;
    if (message.payload == nullptr) {
      return;
    }
    const std::string_view key(static_cast<const char*>(message.key), message.key_len);
    const std::string_view row(static_cast<const char*>(message.payload), message.len);
    const Taken taken = partition.sums.take(row, message.offset < partition.written);
    rows_read_++;
    if (taken == Taken::newer || taken == Taken::known) {
      expect_in_place(key, message);
      return;
    }
    refuse(taken, key, message, partition);
  }

  static std::string place_of(const rd_kafka_message_t& message) {
    return fmt::format("{}[{}]: offset {}", rd_kafka_topic_name(message.rkt), message.partition,
                       message.offset);
  }

  // Else a part of the sum would be in the hands of another process.
  void expect_in_place(std::string_view key, const rd_kafka_message_t& message) const {
    if (place_of_window(window_of_row(key), count_) != message.partition) {
      throw SourceError(fmt::format(
          "{}: '{}' does not belong in this partition: the topic was given more partitions, or "
          "has rows of an older yuqing; have the rows written to a new topic",
          place_of(message), key));
    }
  }

  void refuse(Taken taken, std::string_view key, const rd_kafka_message_t& message,
              Partition& partition) const {
    if (taken == Taken::too_old) {
      throw SourceError(fmt::format(
          "{}: '{}' is older than merge.keep allows, and its sum is let go; raise merge.keep",
          place_of(message), key));
    }
    if (taken == Taken::other_size) {
      throw SourceError(fmt::format(
          "{}: '{}' is a window of another size than other partitions have; give every size a "
          "topic of its own",
          place_of(message), key));
    }
    if (!partition.reported) {
      spdlog::warn("{} is no row of a window; it and others like it are passed over",
                   place_of(message));
      partition.reported = true;
    }
  }

  // Of the partitions that were read to their end: before it a sum may be one of the past.
  void write() {
    std::vector<SumRow> rows;
    std::vector<PartitionOffset> read_to;
    for (auto& [number, partition] : partitions_) {
      if (!partition.owned || !consumer_->was_at_end(number) ||
          partition.next <= partition.written) {
        continue;
      }
      const std::vector<SumRow> changed = partition.sums.changed();
      rows.insert(rows.end(), changed.begin(), changed.end());
      read_to.push_back({number, partition.next});
    }
    if (!rows.empty()) {
      send(rows);
      append(rows);
      sums_written_ += rows.size();
    }
    for (const PartitionOffset& place : read_to) {
      partitions_.at(place.partition).written = place.offset;
    }
    if (!read_to.empty()) {
      to_commit_ = read_to;
    }
  }

  void send(const std::vector<SumRow>& rows) {
    if (plan_.sums_topic.empty()) {
      return;
    }
    if (producer_ == nullptr) {
      producer_ = std::make_unique<KafkaProducer>(plan_.reading);
      producer_->place(plan_.sums_topic, window_of_sum);
    }
    for (const SumRow& row : rows) {
      producer_->send(plan_.sums_topic, row.window + "/" + writer_, row.json, 0);
    }
    wait_for_acknowledgements(*producer_, plan_.reading.at("bootstrap.servers"), std::string(kPart),
                              signs_.health);
  }

  void append(const std::vector<SumRow>& rows) {
    if (plan_.file.empty()) {
      return;
    }
    if (!file_) {
      file_.emplace(plan_.file);
    }
    std::string lines;
    for (const SumRow& row : rows) {
      lines += row.json;
      lines += '\n';
    }
    file_->append(lines);
  }

  void commit() {
    if (!to_commit_.empty() && consumer_->commit(to_commit_)) {
      to_commit_.clear();
    }
  }

  const MergePlan& plan_;
  MergeSigns& signs_;
  KafkaLink link_;
  KafkaMember member_;
  const std::string writer_ = new_writer_name();
  std::unique_ptr<KafkaConsumer> consumer_;
  std::unique_ptr<KafkaProducer> producer_;
  std::optional<AppendFile> file_;
  std::map<std::int32_t, Partition> partitions_;
  std::int32_t count_ = 0;  // partitions of the topic
  std::vector<PartitionOffset> to_commit_;
  Clock::time_point not_before_{};
  Clock::time_point written_at_{};
  std::uint64_t rows_read_ = 0;
  std::uint64_t sums_written_ = 0;
};

}  // namespace

void merge_windows(const MergePlan& plan, MergeSigns& signs, const std::stop_token& stop) {
  Merger(plan, signs).run(stop);
}

}  // namespace yuqing
