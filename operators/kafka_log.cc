// See kafka_log.h.
#include "operators/kafka_log.h"

#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "operators/kafka_told.h"
#include "pipeline/batch.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using std::chrono::milliseconds;

constexpr int kAskingMs = 2000;

struct ListFreed {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, ListFreed>;

std::optional<std::string_view> bytes_of(const void* bytes, std::size_t size) {
  return bytes == nullptr ? std::nullopt
                          : std::optional(std::string_view(static_cast<const char*>(bytes), size));
}

}  // namespace

KafkaTopic read_kafka_topic(const Section& source_kafka) {
  KafkaTopic found;
  found.topic = source_kafka.text("topic");
  if (found.topic.empty()) {
    source_kafka.complain("topic", "missing; write the name of the topic with the posts");
  }
  found.skip_gaps = source_kafka.choice("on_gap", "fail", {"fail", "skip"}) == "skip";
  // An end tells that there is nothing more for now; offsets alone do not, as control records and
  // compaction leave none.
  found.properties =
      read_kafka_properties(source_kafka, KafkaRole::consumer, {{"enable.partition.eof", "true"}});
  return found;
}

// What librdkafka calls from within rd_kafka_poll().
struct KafkaLog::Callbacks {
  static KafkaLog& self(void* opaque) { return *static_cast<KafkaLog*>(opaque); }

  static void error(rd_kafka_t* /*client*/, int code, const char* why, void* opaque) {
    told_error(self(opaque).link_, code, why);
  }

  static int statistics(rd_kafka_t* /*client*/, char* json, size_t size, void* opaque) {
    told_statistics(self(opaque).link_, {json, size});
    return 0;
  }
};

KafkaLog::KafkaLog(const KafkaTopic& topic)
    : topic_(topic.topic), link_(topic.properties.at("bootstrap.servers"), topic.topic, "") {
  rd_kafka_conf_t* conf = make_kafka_conf(topic.properties);
  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_error_cb(conf, Callbacks::error);
  rd_kafka_conf_set_stats_cb(conf, Callbacks::statistics);
  log_details(conf);
  std::array<char, 512> why = {};
  client_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why.data(), why.size());
  if (client_ == nullptr) {
    rd_kafka_conf_destroy(conf);
    throw SourceError("source_kafka: librdkafka refuses: " + std::string(why.data()));
  }
  handle_ = rd_kafka_topic_new(client_, topic_.c_str(), nullptr);
  queue_ = rd_kafka_queue_new(client_);
}

KafkaLog::~KafkaLog() {
  message_.reset();
  while (!started_.empty()) {
    stop(started_.back());
  }
  rd_kafka_queue_destroy(queue_);
  rd_kafka_topic_destroy(handle_);
  rd_kafka_destroy(client_);
}

std::optional<std::int32_t> KafkaLog::partitions() {
  rd_kafka_poll(client_, 0);
  const struct rd_kafka_metadata* metadata = nullptr;
  const rd_kafka_resp_err_t error = rd_kafka_metadata(client_, 0, handle_, &metadata, kAskingMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    link_.hindered(rd_kafka_err2str(error));
    return std::nullopt;
  }
  const rd_kafka_metadata_topic& topic = metadata->topics[0];
  const int count = topic.err == RD_KAFKA_RESP_ERR_NO_ERROR ? topic.partition_cnt : 0;
  if (topic.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
    link_.refused(rd_kafka_err2str(topic.err));
  } else if (count == 0) {
    link_.topic_missing();
  }
  rd_kafka_metadata_destroy(metadata);
  if (count == 0) {
    return std::nullopt;
  }
  link_.assigned(static_cast<std::size_t>(count));
  return count;
}

std::optional<Watermarks> KafkaLog::watermarks(std::int32_t partition) {
  Watermarks marks;
  const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
      client_, topic_.c_str(), partition, &marks.low, &marks.high, kAskingMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    link_.hindered(rd_kafka_err2str(error));
    return std::nullopt;
  }
  return marks;
}

std::optional<KafkaLog::Found> KafkaLog::offset_at(std::int32_t partition, std::int64_t time_ms) {
  const PartitionList list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_t* const asked =
      rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), partition);
  asked->offset = time_ms;
  rd_kafka_resp_err_t error = rd_kafka_offsets_for_times(client_, list.get(), kAskingMs);
  error = error != RD_KAFKA_RESP_ERR_NO_ERROR ? error : asked->err;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    link_.hindered(rd_kafka_err2str(error));
    return std::nullopt;
  }
  return Found{asked->offset >= 0 ? std::optional(asked->offset) : std::nullopt};
}

void KafkaLog::start(std::int32_t partition, std::int64_t offset) {
  stop(partition);
  if (rd_kafka_consume_start_queue(handle_, partition, offset, queue_) != 0) {
    throw SourceError(topic_ + "[" + std::to_string(partition) +
                      "]: cannot be read: " + rd_kafka_err2str(rd_kafka_last_error()));
  }
  started_.push_back(partition);
}

void KafkaLog::stop(std::int32_t partition) {
  if (std::erase(started_, partition) > 0) {
    rd_kafka_consume_stop(handle_, partition);
  }
}

std::optional<LogEntry> KafkaLog::poll(milliseconds wait) {
  rd_kafka_poll(client_, 0);
  message_.reset(rd_kafka_consume_queue(queue_, static_cast<int>(wait.count())));
  // librdkafka has delivered records of partitions that were stopped.
  if (message_ == nullptr || std::ranges::find(started_, message_->partition) == started_.end()) {
    return std::nullopt;
  }
  if (message_->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    link_.reading();
    return entry_of(*message_);
  }
  return error_of(*message_);
}

LogEntry KafkaLog::entry_of(const rd_kafka_message_s& message) const {
  LogEntry entry{.partition = message.partition, .offset = message.offset};
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t time_ms = rd_kafka_message_timestamp(&message, &type);
  entry.time_ms = type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? kNoTime : time_ms;
  entry.key = bytes_of(message.key, message.key_len);
  entry.payload = bytes_of(message.payload, message.len);
  return entry;
}

std::optional<LogEntry> KafkaLog::error_of(const rd_kafka_message_s& message) {
  const std::string why = rd_kafka_message_errstr(&message);
  const std::string place = topic_ + "[" + std::to_string(message.partition) + "]";
  LogEntry entry{.partition = message.partition, .offset = message.offset};
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      link_.reading();
      entry.kind = LogEntry::Kind::end;
      return entry;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      entry.kind = LogEntry::Kind::gone;
      return entry;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      link_.topic_missing();
      return std::nullopt;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      link_.refused(why);
      return std::nullopt;
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
      throw SourceError(place + ": a record at offset " + std::to_string(message.offset) +
                        " cannot be decoded (" + why + "); check the broker's disk");
    default:
      spdlog::warn("kafka: {}: {}; it is tried again", place, why);
      return std::nullopt;
  }
}

}  // namespace yuqing
