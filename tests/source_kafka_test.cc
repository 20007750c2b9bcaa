#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "operators/catalogue.h"
#include "operators/kafka.h"
#include "pipeline/errors.h"
#include "pipeline/lanes.h"
#include "pipeline/snapshot.h"
#include "pipeline/store.h"

namespace yuqing {
namespace {

using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};

// A configuration of [source_kafka] that reads `brokers` without the broker's usual half second
// of waiting.
std::string reading(const std::string& brokers, const std::string& more = {}) {
  return "[source_kafka]\nbrokers = \"" + brokers + "\"\ntopic = \"posts\"\n" + more +
         "[source_kafka.librdkafka]\n\"fetch.wait.max.ms\" = 10\n";
}

// A source with the lanes and the loop that a job gives it, without parsing and folding.
struct Reader {
  explicit Reader(const std::string& config, Store* store = nullptr, std::size_t batch_posts = 100)
      : file("a.toml", config),
        lanes({}, tags, store),
        source(make_source_kafka(file.root().table("source_kafka"), health, batch_posts,
                                 1 << 20)) {
    EXPECT_THAT(file.complaints(), testing::IsEmpty());
  }

  void begin() {
    source->begin_epoch(lanes);
    epochs++;
  }

  // Reads until `done` says so; false when it never does.
  bool read_until(const std::function<bool()>& done) {
    const Clock::time_point deadline = Clock::now() + kPatience;
    while (!done() && Clock::now() < deadline) {
      batch.clear();
      const Filled filled = source->fill(batch);
      for (const Record& record : batch.records) {
        const Lane& lane = lanes[record.lane];
        payloads[lane.key.partition].emplace_back(batch.payload(record));
        offsets[lane.key.partition].push_back(record.offset);
        records.push_back(record);
      }
      for (const LaneEnd& end : batch.ends) {
        ends[lanes[end.lane].key.partition] = end.end;
      }
      if (filled == Filled::epoch_over) {
        begin();
      }
    }
    return done();
  }
  bool read(std::size_t count) {
    return read_until([this, count] { return records.size() >= count; });
  }

  Health health;
  TagTable tags;
  File file;
  Lanes lanes;
  std::unique_ptr<Source> source;
  Batch batch;
  int epochs = 0;
  std::vector<Record> records;
  std::map<int, std::vector<std::string>> payloads;
  std::map<int, std::vector<std::int64_t>> offsets;
  std::map<int, std::int64_t> ends;
};

// Snapshots in memory.
struct FakeStore final : Store {
  void save(const LaneKey& key, const std::string& snapshot) override { held[key] = snapshot; }
  std::vector<std::string> load(const LaneKey& key) override {
    const auto found = held.find(key);
    return found == held.end() ? std::vector<std::string>{} : std::vector{found->second};
  }
  std::map<LaneKey, std::string> held;
};

void send(const KafkaBroker& broker, int from, int to) {
  KafkaProducer producer({{"bootstrap.servers", broker.bootstrap()}});
  for (int i = from; i < to; i++) {
    producer.send("posts", std::to_string(i), "post " + std::to_string(i), 1'700'000'000'000 + i);
  }
  producer.flush();
}

TEST(SourceKafka, ReadsEveryRecordOfEveryPartitionOnceInItsOrder) {
  const KafkaBroker broker("posts", 4);
  send(broker, 0, 1000);
  Reader reader(reading(broker.bootstrap()));

  reader.begin();
  ASSERT_TRUE(reader.read(1000)) << reader.health.unready()["source"];

  EXPECT_EQ(reader.records.size(), 1000u);
  std::set<std::string> seen;
  for (const auto& [partition, offsets] : reader.offsets) {
    for (std::size_t i = 0; i < offsets.size(); i++) {
      EXPECT_EQ(offsets[i], static_cast<std::int64_t>(i));
    }
    seen.insert(reader.payloads[partition].begin(), reader.payloads[partition].end());
    EXPECT_EQ(reader.ends[partition], static_cast<std::int64_t>(offsets.size()));
  }
  EXPECT_EQ(reader.offsets.size(), 4u);
  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_THAT(reader.health.unready(), testing::IsEmpty());
}

}  // namespace
}  // namespace yuqing
