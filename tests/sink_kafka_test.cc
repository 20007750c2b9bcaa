#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <chrono>
#include <map>
#include <string>

#include "operators/catalogue.h"
#include "operators/kafka.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using testing::HasSubstr;

const LaneKey kLane{"posts", 3};

std::string writing(const std::string& brokers, const std::string& more) {
  return "[sink_kafka]\nbrokers = \"" + brokers + "\"\n" + more;
}

struct Writer {
  explicit Writer(const std::string& config)
      : file("a.toml", config), sink(make_sink_kafka(file.root().table("sink_kafka"), health)) {
    EXPECT_THAT(file.complaints(), testing::IsEmpty());
  }

  Health health;
  File file;
  std::unique_ptr<Sink> sink;
};

// The records of a topic with one partition: key -> value.
std::map<std::string, std::string> records_of(const KafkaBroker& broker, const std::string& topic,
                                              std::size_t count) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", broker.bootstrap().c_str(), nullptr, 0);
  rd_kafka_conf_set(conf, "group.id", "test", nullptr, 0);
  rd_kafka_conf_set(conf, "fetch.wait.max.ms", "10", nullptr, 0);
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0);
  rd_kafka_topic_partition_list_t* from = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(from, topic.c_str(), 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(client, from);
  rd_kafka_topic_partition_list_destroy(from);
  std::map<std::string, std::string> found;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (found.size() < count && std::chrono::steady_clock::now() < deadline) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(client, 100);
    if (message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      found[{static_cast<const char*>(message->key), message->key_len}] = {
          static_cast<const char*>(message->payload), message->len};
    }
    if (message != nullptr) {
      rd_kafka_message_destroy(message);
    }
  }
  rd_kafka_consumer_close(client);
  rd_kafka_destroy(client);
  return found;
}

TEST(SinkKafka, WritesRowsAndDeadLettersUnderTheirKeys) {
  KafkaBroker broker("windows", 1);
  broker.create_topic("letters", 1);
  Writer writer(writing(broker.bootstrap(),
                        "windows_topic = \"windows\"\ndead_letters_topic = \"letters\"\n"));
  const WindowRow row{.lane = &kLane,
                      .start_ms = 1'737'980'100'000,
                      .end_ms = 1'737'980'160'000,
                      .topic = "ai_heroes",
                      .cell = {}};
  const DeadLetter letter{
      .lane = &kLane, .offset = 5, .reason = Verdict::not_json, .payload = "?", .size = 1};

  writer.sink->write({.windows = {&row, 1}, .dead_letters = {&letter, 1}});

  const auto windows = records_of(broker, "windows", 1);
  const auto letters = records_of(broker, "letters", 1);
  EXPECT_THAT(windows,
              testing::ElementsAre(testing::Pair(
                  testing::MatchesRegex("posts/3/2025-01-27T12:15:00Z/ai_heroes/[0-9a-f]+"),
                  HasSubstr("\"topic\":\"ai_heroes\""))));
  EXPECT_THAT(letters, testing::ElementsAre(testing::Pair("posts/3/5", HasSubstr("\"Pw==\""))));
}

// Compaction keeps the last record of a key, and the version that counts may be the one before.
TEST(SinkKafka, LeavesTheRowsOfAnotherProcessAlone) {
  KafkaBroker broker("windows", 1);
  const std::string config = writing(broker.bootstrap(), "windows_topic = \"windows\"\n");
  Writer taken_for_dead(config);
  Writer successor(config);
  WindowRow row{.lane = &kLane, .topic = "all", .cell = {}};
  row.version = 2;
  successor.sink->write({.windows = {&row, 1}, .dead_letters = {}});
  row.version = 1;
  taken_for_dead.sink->write({.windows = {&row, 1}, .dead_letters = {}});

  const auto windows = records_of(broker, "windows", 2);

  EXPECT_THAT(windows, testing::UnorderedElementsAre(
                           testing::Pair(testing::_, HasSubstr("\"version\":1,")),
                           testing::Pair(testing::_, HasSubstr("\"version\":2,"))));
}

TEST(SinkKafka, CutsALetterThatNoBrokerWouldTake) {
  KafkaBroker broker("letters", 1);
  Writer writer(writing(broker.bootstrap(), "dead_letters_topic = \"letters\"\n"));
  const std::string payload(std::size_t{3} << 20, 'x');
  const DeadLetter letter{.lane = &kLane, .payload = payload, .size = payload.size()};

  writer.sink->write({.windows = {}, .dead_letters = {&letter, 1}});

  const auto letters = records_of(broker, "letters", 1);
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_LT(letters.begin()->second.size(), 1'000'000u);
  EXPECT_THAT(letters.begin()->second, HasSubstr("\"size\":3145728"));
}

TEST(SinkKafka, ThrowsWhenTheTopicTakesNothing) {
  KafkaBroker broker("windows", 1);
  Writer writer(writing(broker.bootstrap(),
                        "windows_topic = \"windows\"\n[sink_kafka.librdkafka]\n"
                        "\"message.timeout.ms\" = 5000\n\"socket.timeout.ms\" = 200\n"));
  const WindowRow row{.lane = &kLane, .topic = "all", .cell = {}};
  writer.sink->write({.windows = {&row, 1}, .dead_letters = {}});
  broker.set_down(true);

  EXPECT_THROW(writer.sink->write({.windows = {&row, 1}, .dead_letters = {}}), SinkError);
}

TEST(SinkKafka, AsksForATopic) {
  File file("a.toml", writing("127.0.0.1:9", ""));
  Health health;

  make_sink_kafka(file.root().table("sink_kafka"), health);

  EXPECT_THAT(file.complaints(),
              testing::ElementsAre(HasSubstr("sink_kafka.windows_topic: missing")));
}

}  // namespace
}  // namespace yuqing
