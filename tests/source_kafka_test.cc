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

// A configuration of [source_kafka] that reads `brokers` without the usual waits.
std::string reading(const std::string& brokers, const std::string& more = {}) {
  return "[source_kafka]\nbrokers = \"" + brokers + "\"\ntopic = \"posts\"\n" + more +
         "[source_kafka.librdkafka]\n\"fetch.wait.max.ms\" = 10\n"
         "\"session.timeout.ms\" = 6000\n\"heartbeat.interval.ms\" = 300\n";
}

// A source with the lanes and the loop that a job gives it, without parsing and folding.
struct Reader {
  explicit Reader(const std::string& config, Store* store = nullptr, std::size_t batch_posts = 100)
      : kept(store),
        file("a.toml", config),
        lanes({}, tags, store),
        source(make_source_kafka(file.root().table("source_kafka"), health, batch_posts, 1 << 20)) {
    EXPECT_THAT(file.complaints(), testing::IsEmpty());
  }

  // What a job does between two epochs: it saves its lanes and says so.
  void begin() {
    std::vector<Position> positions;
    for (const std::uint32_t lane : lanes.owned()) {
      positions.push_back({lane, lanes[lane].next});
      if (kept != nullptr) {
        kept->save(lanes[lane].key, encode_lane(lanes[lane], lanes.windowing(), tags));
      }
    }
    source->commit(positions);
    source->begin_epoch(lanes);
  }

  // Reads until `done` says so; false when it never does.
  bool read_until(const std::function<bool()>& done) {
    const Clock::time_point deadline = Clock::now() + kPatience;
    while (!done() && Clock::now() < deadline) {
      batch.clear();
      const Filled filled = source->fill(batch);
      for (const Record& record : batch.records) {
        Lane& lane = lanes[record.lane];
        lane.next = record.offset + 1;
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

  std::string reason() const {
    const auto reasons = health.unready();
    return reasons.empty() ? std::string() : reasons.begin()->second;
  }

  Store* kept;
  Health health;
  TagTable tags;
  File file;
  Lanes lanes;
  std::unique_ptr<Source> source;
  Batch batch;
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
  ASSERT_TRUE(reader.read(1000)) << reader.reason();

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
  EXPECT_EQ(reader.reason(), "");
}

TEST(SourceKafka, GoesOnWhereTheSnapshotStandsAndNotWhereTheGroupStood) {
  const KafkaBroker broker("posts", 1);
  send(broker, 0, 10);
  FakeStore store;
  {
    Reader first(reading(broker.bootstrap()), &store);
    first.begin();
    ASSERT_TRUE(first.read(10));
    first.lanes[0].next = 7;  // the snapshot covers less than was read and committed
    first.begin();
  }

  Reader second(reading(broker.bootstrap()), &store);
  second.begin();
  ASSERT_TRUE(second.read(3));

  EXPECT_THAT(second.offsets[0], testing::ElementsAre(7, 8, 9));
}

TEST(SourceKafka, StartsAtTheEndWhenToldSoAndThereIsNoSnapshot) {
  const KafkaBroker broker("posts", 1);
  send(broker, 0, 10);
  Reader reader(reading(broker.bootstrap(), "start = \"latest\"\n"));

  reader.begin();
  ASSERT_TRUE(reader.read_until([&] { return reader.reason().empty(); })) << reader.reason();
  send(broker, 10, 12);
  ASSERT_TRUE(reader.read(2));

  EXPECT_THAT(reader.payloads[0], testing::ElementsAre("post 10", "post 11"));
}

TEST(SourceKafka, TellsLogTimeAndKeepsToTheSizeOfABatch) {
  const KafkaBroker broker("posts", 1);
  send(broker, 0, 5);
  Reader reader(reading(broker.bootstrap()), nullptr, /*batch_posts=*/2);

  reader.begin();
  const auto small = [&] {
    EXPECT_LE(reader.batch.records.size(), 2u);
    return reader.records.size() == 5;
  };
  ASSERT_TRUE(reader.read_until(small));

  EXPECT_EQ(reader.records[3].log_time_ms, 1'700'000'000'003);
  EXPECT_EQ(reader.records[3].verdict, Verdict::counted);
}

// The mock broker holds 5 MiB a partition and drops the oldest: what retention does.
struct SourceKafkaAfterRetention : testing::Test {
  SourceKafkaAfterRetention() : broker("posts", 1) {
    KafkaProducer producer({{"bootstrap.servers", broker.bootstrap()}, {"linger.ms", "0"}});
    const std::string half(std::size_t{512} << 10, 'x');
    std::string incompressible = half;
    std::uint32_t seed = 1;
    for (int i = 0; i < 14; i++) {
      for (char& c : incompressible) {
        seed = seed * 1664525 + 1013904223;
        c = static_cast<char>(seed >> 24);
      }
      producer.send("posts", "", incompressible, 0);
      producer.flush();
    }
    TagTable tags;
    Lanes lanes({}, tags, nullptr);
    Lane& lane = lanes[lanes.open({"posts", 0})];
    lane.next = 1;
    store.save(lane.key, encode_lane(lane, {}, tags));
  }

  KafkaBroker broker;
  FakeStore store;
};

TEST_F(SourceKafkaAfterRetention, StopsWhenUnreadRecordsAreGone) {
  Reader reader(reading(broker.bootstrap()), &store);
  reader.begin();

  try {
    reader.read(1);
    FAIL() << "read over a gap";
  } catch (const SourceError& error) {
    EXPECT_THAT(error.what(), HasSubstr("posts[0]: "));
    EXPECT_THAT(error.what(), HasSubstr("from 1 on are gone"));
    EXPECT_THAT(error.what(), HasSubstr("on_gap"));
  }
}

TEST_F(SourceKafkaAfterRetention, GoesOnAtTheOldestRecordWhenToldSo) {
  Reader reader(reading(broker.bootstrap(), "on_gap = \"skip\"\n"), &store);

  reader.begin();
  ASSERT_TRUE(reader.read(1));

  EXPECT_GT(reader.offsets[0].front(), 1);
  // Offset 0 was read before, and from 1 on all that is gone is missing.
  EXPECT_EQ(reader.lanes[0].counters.lost,
            static_cast<std::uint64_t>(reader.offsets[0].front() - 1));
}

TEST(SourceKafka, StopsWhenTheTopicIsShorterThanTheSnapshot) {
  const KafkaBroker broker("posts", 1);
  send(broker, 0, 10);
  TagTable tags;
  Lanes lanes({}, tags, nullptr);
  Lane& lane = lanes[lanes.open({"posts", 0})];
  lane.next = 11;
  FakeStore store;
  store.save(lane.key, encode_lane(lane, {}, tags));
  Reader reader(reading(broker.bootstrap()), &store);

  reader.begin();

  EXPECT_THROW(reader.read(1), SourceError);
}

TEST(SourceKafka, WaitsForABrokerThatIsDownAndSaysSo) {
  KafkaBroker broker("posts", 1);
  send(broker, 0, 3);
  broker.set_down(true);
  Reader reader(reading(broker.bootstrap()));

  reader.begin();
  const auto gone = [&] { return reader.reason().find("cannot be reached") != std::string::npos; };
  ASSERT_TRUE(reader.read_until(gone)) << reader.reason();
  EXPECT_THAT(reader.reason(), HasSubstr(broker.bootstrap()));
  broker.set_down(false);
  ASSERT_TRUE(reader.read(3)) << reader.reason();
  ASSERT_TRUE(reader.read_until([&] { return reader.reason().empty(); })) << reader.reason();

  broker.set_down(true);
  ASSERT_TRUE(reader.read_until(gone)) << reader.reason();
  broker.set_down(false);
  ASSERT_TRUE(reader.read_until([&] { return reader.reason().empty(); })) << reader.reason();
  send(broker, 3, 4);
  ASSERT_TRUE(reader.read(4)) << reader.reason();
}

// A client whose connection brings nothing any more, though the broker has records.
TEST(SourceKafka, MakesTheClientAnewWhenAPartitionStandsAndSaysSo) {
  KafkaBroker broker("posts", 1);
  send(broker, 0, 3);
  FakeStore store;
  Reader reader(reading(broker.bootstrap(), "stall_timeout = \"1s\"\n"), &store);
  reader.begin();
  ASSERT_TRUE(reader.read(3)) << reader.reason();

  broker.hold_fetches(1, std::chrono::minutes(1));
  const auto held = [&, turns = 0]() mutable { return turns++ > 20; };
  reader.read_until(held);  // by now one request is on its way
  send(broker, 3, 5);
  std::string told;
  const auto stands = [&] {
    told = reader.reason();
    return told.find("has stood") != std::string::npos;
  };
  ASSERT_TRUE(reader.read_until(stands)) << told;

  EXPECT_THAT(told, HasSubstr("posts[0] has stood at offset 3 for 1 s with 2 records behind it"));
  ASSERT_TRUE(reader.read(5)) << reader.reason();
  ASSERT_TRUE(reader.read_until([&] { return reader.reason().empty(); })) << reader.reason();
  EXPECT_EQ(reader.records.size(), 5u);
}

TEST(SourceKafka, EndsWhenAnotherClientDoesNotHelpAPartitionThatStands) {
  KafkaBroker broker("posts", 1);
  send(broker, 0, 3);
  broker.hold_fetches(1000, std::chrono::minutes(1));
  Reader reader(reading(broker.bootstrap(), "stall_timeout = \"1s\"\n"));
  reader.begin();

  try {
    reader.read(1);
    FAIL() << "waited for ever";
  } catch (const SourceError& error) {
    EXPECT_THAT(error.what(), HasSubstr("posts[0] has stood at offset 0"));
    EXPECT_THAT(error.what(), HasSubstr("another client does not get them either"));
  }
}

TEST(SourceKafka, TakesASilentTopicForNoFault) {
  const KafkaBroker broker("posts", 1);
  send(broker, 0, 3);
  Reader reader(reading(broker.bootstrap(), "stall_timeout = \"1s\"\n"));
  reader.begin();
  ASSERT_TRUE(reader.read(3));

  const Clock::time_point quiet = Clock::now() + std::chrono::seconds(3);
  reader.read_until([&] {
    EXPECT_EQ(reader.reason(), "");
    return Clock::now() > quiet;
  });
}

TEST(SourceKafka, SharesPartitionsWithAnotherMemberWithoutLosingOrDoublingARecord) {
  const KafkaBroker broker("posts", 4);
  send(broker, 0, 100);
  FakeStore store;
  Reader one(reading(broker.bootstrap()), &store, 10);
  one.begin();
  ASSERT_TRUE(one.read(100));

  Reader two(reading(broker.bootstrap()), &store, 10);
  two.begin();
  const auto both_read = [&] {
    one.batch.clear();
    return one.records.size() + two.records.size() >= 200;
  };
  bool sent = false;
  const auto step = [&] {
    one.read_until([turns = 0]() mutable { return turns++ > 0; });
    if (!sent && two.lanes.owned().size() == 2 && one.lanes.owned().size() == 2) {
      send(broker, 100, 200);
      sent = true;
    }
    return both_read();
  };
  ASSERT_TRUE(two.read_until(step)) << one.reason() << two.reason();

  std::set<std::string> seen;
  for (int partition = 0; partition < 4; partition++) {
    seen.insert(one.payloads[partition].begin(), one.payloads[partition].end());
    seen.insert(two.payloads[partition].begin(), two.payloads[partition].end());
  }
  EXPECT_EQ(seen.size(), 200u);
  EXPECT_EQ(one.records.size() + two.records.size(), 200u);
  EXPECT_GT(two.records.size(), 0u);
}

}  // namespace
}  // namespace yuqing
