// See kafka_consumer.h.
#include "operators/kafka_consumer.h"

#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "operators/kafka_told.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kAsking{2000};
constexpr milliseconds kClosing{3000};
constexpr int kClosingSlice = 20;  // ms

struct ListFreed {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, ListFreed>;

PartitionList list_of(const std::string& topic, const std::vector<PartitionOffset>& offsets) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const PartitionOffset& place : offsets) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), place.partition)->offset =
        place.offset;
  }
  return list;
}

int left_until(Clock::time_point deadline) {
  const auto left = duration_cast<milliseconds>(deadline - Clock::now());
  return static_cast<int>(std::max(left, milliseconds(0)).count());
}

std::string fatal_error(rd_kafka_t* client) {
  std::array<char, 512> why = {};
  rd_kafka_fatal_error(client, why.data(), why.size());
  return why.data();
}

}  // namespace

// What librdkafka calls from within a poll.
struct KafkaConsumer::Callbacks {
  static KafkaConsumer& self(void* opaque) { return *static_cast<KafkaConsumer*>(opaque); }

  static void rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                        rd_kafka_topic_partition_list_t* list, void* opaque) {
    KafkaConsumer& consumer = self(opaque);
    consumer.wanted_.emplace();
    consumer.assigning_ = what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
    consumer.lost_ = !consumer.assigning_ && rd_kafka_assignment_lost(client) != 0;
    if (consumer.assigning_) {
      for (int i = 0; i < list->cnt; i++) {
        consumer.wanted_->push_back(list->elems[i].partition);
      }
      std::ranges::sort(*consumer.wanted_);
    }
  }

  static void error(rd_kafka_t* client, int code, const char* why, void* opaque) {
    if (code == RD_KAFKA_RESP_ERR__FATAL) {
      self(opaque).fatal_ = fatal_error(client);
    } else {
      told_error(self(opaque).link_, code, why);
    }
  }

  static int statistics(rd_kafka_t* /*client*/, char* json, size_t size, void* opaque) {
    told_statistics(self(opaque).link_, {json, size});
    return 0;
  }

  static void committed(rd_kafka_t* /*client*/, rd_kafka_resp_err_t error,
                        rd_kafka_topic_partition_list_t* /*list*/, void* opaque) {
    self(opaque).committing_ = false;
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      spdlog::debug("source_kafka: offsets not committed: {}", rd_kafka_err2str(error));
    }
  }
};

void KafkaMessageFreed::operator()(rd_kafka_message_s* message) const {
  rd_kafka_message_destroy(message);
}

KafkaConsumer::KafkaConsumer(const KafkaProperties& properties, std::string topic, KafkaLink& link)
    : topic_(std::move(topic)), link_(link) {
  rd_kafka_conf_t* conf = make_kafka_conf(properties);
  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_rebalance_cb(conf, Callbacks::rebalance);
  rd_kafka_conf_set_error_cb(conf, Callbacks::error);
  rd_kafka_conf_set_stats_cb(conf, Callbacks::statistics);
  rd_kafka_conf_set_offset_commit_cb(conf, Callbacks::committed);
  log_details(conf);
  std::array<char, 512> why = {};
  client_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why.data(), why.size());
  if (client_ == nullptr) {
    rd_kafka_conf_destroy(conf);
    throw SourceError("source_kafka: librdkafka refuses: " + std::string(why.data()));
  }
  rd_kafka_poll_set_consumer(client_);
  const PartitionList topics = list_of(topic_, {{RD_KAFKA_PARTITION_UA, 0}});
  const rd_kafka_resp_err_t error = rd_kafka_subscribe(client_, topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    rd_kafka_destroy(client_);
    throw SourceError("source_kafka: cannot subscribe to '" + topic_ +
                      "': " + rd_kafka_err2str(error));
  }
}

KafkaConsumer::~KafkaConsumer() {
  close();
}

// rd_kafka_consumer_close() has no deadline, and some bugs of 2.0.2 make it wait for ever. Nothing
// depends on leaving in good order, so a client that does not leave is abandoned.
//
// The last revocation comes as an event. Answering it later would hang the close.
void KafkaConsumer::close() {
  const Clock::time_point deadline = Clock::now() + kClosing;
  rd_kafka_queue_t* queue = rd_kafka_queue_new(client_);
  rd_kafka_error_t* error = rd_kafka_consumer_close_queue(client_, queue);
  if (error != nullptr) {
    rd_kafka_error_destroy(error);
  }
  while (rd_kafka_consumer_closed(client_) == 0 && Clock::now() < deadline) {
    rd_kafka_event_t* event = rd_kafka_queue_poll(queue, kClosingSlice);
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE) {
      rd_kafka_assign(client_, nullptr);
    }
    rd_kafka_event_destroy(event);
  }
  rd_kafka_queue_destroy(queue);
  if (rd_kafka_consumer_closed(client_) != 0) {
    rd_kafka_destroy_flags(client_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  } else {
    spdlog::warn("source_kafka: the group was not left in time; it will notice by itself");
  }
}

KafkaMessage KafkaConsumer::poll(milliseconds wait) {
  const Clock::time_point deadline = Clock::now() + wait;
  int patience = static_cast<int>(wait.count());
  while (true) {
    KafkaMessage message(rd_kafka_consumer_poll(client_, patience));
    if (message == nullptr || !fatal_.empty()) {
      return nullptr;
    }
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      link_.reading();
      return message;
    }
    take_error(*message);
    patience = left_until(deadline);
  }
}

void KafkaConsumer::take_error(const rd_kafka_message_s& message) {
  const std::string why = rd_kafka_message_errstr(&message);
  const std::string place = topic_ + "[" + std::to_string(message.partition) + "]";
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      exhausted_[message.partition] = message.offset;
      break;
    case RD_KAFKA_RESP_ERR__FATAL:
      fatal_ = fatal_error(client_);
      break;
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      link_.topic_missing();
      break;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      link_.refused(why);
      break;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      // Our place is gone. Taking the same partitions over again compares it with what is there.
      if (!wanted_) {
        wanted_ = held_;
        assigning_ = true;
      }
      break;
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
      throw SourceError(place + ": a record at offset " + std::to_string(message.offset) +
                        " cannot be decoded (" + why + "); check the broker's disk");
    default:
      spdlog::warn("source_kafka: {}: {}; it is tried again", place, why);
  }
}

std::optional<std::vector<Watermarks>> KafkaConsumer::watermarks(
    const std::vector<std::int32_t>& partitions) {
  const Clock::time_point deadline = Clock::now() + kAsking;
  std::vector<Watermarks> found;
  for (const std::int32_t partition : partitions) {
    Watermarks& marks = found.emplace_back();
    const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(
        client_, topic_.c_str(), partition, &marks.low, &marks.high, left_until(deadline));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      link_.hindered(rd_kafka_err2str(error));
      return std::nullopt;
    }
  }
  return found;
}

std::optional<std::vector<std::int64_t>> KafkaConsumer::committed(
    const std::vector<std::int32_t>& partitions) {
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const std::int32_t partition : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), partition);
  }
  const rd_kafka_resp_err_t error =
      rd_kafka_committed(client_, list.get(), static_cast<int>(kAsking.count()));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    link_.hindered(rd_kafka_err2str(error));
    return std::nullopt;
  }
  std::vector<std::int64_t> found;
  found.reserve(partitions.size());
  for (int i = 0; i < list->cnt; i++) {
    found.push_back(std::max<std::int64_t>(list->elems[i].offset, -1));
  }
  return found;
}

void KafkaConsumer::assign(const std::vector<PartitionOffset>& offsets) {
  held_.clear();
  for (const PartitionOffset& place : offsets) {
    held_.push_back(place.partition);
  }
  exhausted_.clear();
  wanted_.reset();
  lost_ = false;
  if (assigning_) {
    link_.assigned(offsets.size());
  } else {
    link_.unassigned();
  }
  // A group may assign nothing; only a null list ends an assignment.
  const PartitionList list = assigning_ ? list_of(topic_, offsets) : nullptr;
  const rd_kafka_resp_err_t error = rd_kafka_assign(client_, list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw SourceError("source_kafka: the assignment was not taken: " +
                      std::string(rd_kafka_err2str(error)));
  }
}

// A static member whose commit comes after its session has ended is taken for an impostor, and
// that is fatal. So nothing is committed while the broker is away: librdkafka would keep it.
bool KafkaConsumer::commit(const std::vector<PartitionOffset>& offsets) {
  if (committing_ || lost_ || link_.trouble()) {
    return false;
  }
  const PartitionList list = list_of(topic_, offsets);
  committing_ = rd_kafka_commit(client_, list.get(), /*async=*/1) == RD_KAFKA_RESP_ERR_NO_ERROR;
  return committing_;
}

std::int64_t KafkaConsumer::exhausted_to(std::int32_t partition) const {
  const auto found = exhausted_.find(partition);
  return found == exhausted_.end() ? 0 : found->second;
}

std::optional<std::int64_t> KafkaConsumer::end_of(std::int32_t partition) const {
  Watermarks marks;
  const rd_kafka_resp_err_t error =
      rd_kafka_get_watermark_offsets(client_, topic_.c_str(), partition, &marks.low, &marks.high);
  const bool known = error == RD_KAFKA_RESP_ERR_NO_ERROR && marks.high >= 0;
  return known ? std::optional(marks.high) : std::nullopt;
}

}  // namespace yuqing
