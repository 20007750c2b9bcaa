#include <gmock/gmock.h>

#include "operators/catalogue.h"
#include "operators/kafka.h"
#include "pipeline/errors.h"
#include "pipeline/snapshot.h"

namespace yuqing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const LaneKey kLane{"posts", 5};

std::string snapshot_at(std::int64_t next) {
  Lane lane;
  lane.key = kLane;
  lane.next = next;
  lane.totals.resize(1);
  return encode_lane(lane, Windowing(), TagTable());
}

// A process that keeps its snapshots in the topic "state".
struct Process {
  explicit Process(const KafkaBroker& broker)
      : file("a.toml", "[store_kafka]\nbrokers = \"" + broker.bootstrap() +
                           "\"\ntopic = \"state\"\n[store_kafka.librdkafka]\n"
                           "\"fetch.wait.max.ms\" = 10\n"),
        store(make_store_kafka(file.root().table("store_kafka"), health)) {
    EXPECT_THAT(file.complaints(), IsEmpty());
  }

  Health health;
  File file;
  std::unique_ptr<Store> store;
};

TEST(StoreKafka, GivesAnotherProcessTheNewestSnapshot) {
  const KafkaBroker broker("state", 3);
  Process one(broker);
  EXPECT_THAT(one.store->load(kLane), IsEmpty());
  one.store->save(kLane, snapshot_at(10));
  one.store->save(kLane, snapshot_at(20));
  one.store->save(kLane, snapshot_at(30));

  Process other(broker);

  EXPECT_THAT(other.store->load(kLane), ElementsAre(snapshot_at(30), snapshot_at(20)));
  EXPECT_THAT(other.store->load({"posts", 6}), IsEmpty());
}

TEST(StoreKafka, IsNotMisledByAProcessThatLostTheLaneAndGoesOn) {
  const KafkaBroker broker("state", 1);
  Process zombie(broker);
  zombie.store->load(kLane);
  zombie.store->save(kLane, snapshot_at(10));
  Process owner(broker);
  owner.store->load(kLane);
  owner.store->save(kLane, snapshot_at(40));

  zombie.store->save(kLane, snapshot_at(20));

  EXPECT_EQ(Process(broker).store->load(kLane).at(0), snapshot_at(40));
}

TEST(StoreKafka, ClearsAwayWhatOthersLeft) {
  const KafkaBroker broker("state", 1);
  Process one(broker);
  one.store->save(kLane, snapshot_at(10));
  Process other(broker);
  other.store->load(kLane);

  other.store->save(kLane, snapshot_at(20));
  other.store->save(kLane, snapshot_at(30));  // its acknowledgement comes behind the tombstones'

  EXPECT_THAT(Process(broker).store->load(kLane), ElementsAre(snapshot_at(30), snapshot_at(20)));
}

TEST(StoreKafka, ComplainsAboutAMissingTopic) {
  Health health;
  File file("a.toml", "[store_kafka]\nbrokers = \"127.0.0.1:1\"\n");

  make_store_kafka(file.root().table("store_kafka"), health);

  EXPECT_THAT(file.complaints(), ElementsAre(HasSubstr("store_kafka.topic: missing")));
}

}  // namespace
}  // namespace yuqing
