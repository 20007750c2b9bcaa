#include "operators/source_kafka_past.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "operators/kafka.h"
#include "pipeline/config.h"
#include "pipeline/errors.h"
#include "pipeline/lanes.h"
#include "pipeline/snapshot.h"
#include "tests/fixture.h"

namespace yuqing {
namespace {

using testing::ElementsAre;

KafkaTopic topic_of(const KafkaBroker& broker) {
  File file("a.toml", "[source_kafka]\nbrokers = \"" + broker.bootstrap() +
                          "\"\ntopic = \"posts\"\n[source_kafka.librdkafka]\n"
                          "\"fetch.wait.max.ms\" = 10\n");
  return read_kafka_topic(file.root().table("source_kafka"));
}

void send(const KafkaBroker& broker, int from, int to) {
  KafkaProducer producer({{"bootstrap.servers", broker.bootstrap()}});
  for (int i = from; i < to; i++) {
    producer.send("posts", std::to_string(i), "post " + std::to_string(i), 1000 + i);
  }
  producer.flush();
}

// The snapshot of a lane that was read up to there.
void keep(MemoryStore& store, const LaneKey& key, std::int64_t next) {
  TagTable tags;
  Lanes lanes({}, tags, nullptr);
  Lane& lane = lanes[lanes.open(key)];
  lane.next = next;
  store.save(key, encode_lane(lane, {}, tags));
}

struct SourceKafkaPast : testing::Test {
  SourceKafkaPast() : broker("posts", 2) { send(broker, 0, 200); }

  void read(const std::vector<Stretch>& stretches) {
    const std::unique_ptr<ReplaySource> source =
        make_source_kafka_past(topic_of(broker), stretches, {.batch_posts = 7});
    source->begin_epoch(lanes);
    Batch batch;
    for (Filled filled = Filled::more; filled != Filled::finished;) {
      batch.clear();
      filled = source->fill(batch);
      for (const Record& record : batch.records) {
        offsets[lanes[record.lane].key.partition].push_back(record.offset);
        EXPECT_EQ("post " + std::to_string(record.log_time_ms - 1000), batch.payload(record));
      }
    }
    EXPECT_EQ(source->progress().bytes_read, source->progress().bytes_total);
  }

  KafkaBroker broker;
  MemoryStore kept;
  Lanes lanes{{}, {}, &kept};
  std::map<int, std::vector<std::int64_t>> offsets;
};

TEST_F(SourceKafkaPast, IsTheWholeTopicAsItWasWhenItWasAsked) {
  const std::vector<Stretch> stretches = find_stretches(topic_of(broker), {});
  send(broker, 200, 300);

  read(stretches);

  EXPECT_EQ(offsets[0].size() + offsets[1].size(), 200u);
  EXPECT_EQ(offsets[0].front(), 0);
  EXPECT_EQ(offsets[0].back(), stretches[0].end - 1);
}

TEST_F(SourceKafkaPast, ReadsAStretchOfEachPartitionAndNothingElse) {
  read({{.partition = 0, .first = 3, .end = 6}, {.partition = 1, .first = 5, .end = 5}});

  EXPECT_THAT(offsets[0], ElementsAre(3, 4, 5));
  EXPECT_FALSE(offsets.contains(1));
}

TEST_F(SourceKafkaPast, GoesOnWhereALaneStands) {
  keep(kept, {"posts", 0}, 4);

  read({{.partition = 0, .first = 3, .end = 6}});

  EXPECT_THAT(offsets[0], ElementsAre(4, 5));
}

TEST(Stretches, AreReadAsTheyWereWritten) {
  const std::vector<Stretch> stretches = {{.partition = 0, .first = 3, .end = 6},
                                          {.partition = 11, .first = 0, .end = 123456789012}};

  EXPECT_EQ(read_stretches(written(stretches)), stretches);
  EXPECT_FALSE(read_stretches("0 3"));
  EXPECT_FALSE(read_stretches("0 3 x\n"));
}

}  // namespace
}  // namespace yuqing
