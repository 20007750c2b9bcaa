#include "operators/kafka_archive.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "operators/kafka.h"
#include "operators/segment.h"
#include "pipeline/config.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

KafkaTopic topic_of(const KafkaBroker& broker, const std::string& more = {}) {
  File file("a.toml", "[source_kafka]\nbrokers = \"" + broker.bootstrap() +
                          "\"\ntopic = \"posts\"\n" + more +
                          "[source_kafka.librdkafka]\n\"fetch.wait.max.ms\" = 10\n");
  return read_kafka_topic(file.root().table("source_kafka"));
}

void send(const KafkaBroker& broker, int from, int to) {
  KafkaProducer producer({{"bootstrap.servers", broker.bootstrap()}}, Resend::idempotent);
  for (int i = from; i < to; i++) {
    producer.send("posts", "key " + std::to_string(i), "post " + std::to_string(i), 1000 + i);
  }
  producer.flush();
  EXPECT_EQ(producer.acknowledged(), static_cast<std::uint64_t>(to - from));
}

struct KafkaArchive : testing::Test {
  KafkaArchive() {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  ~KafkaArchive() override { std::filesystem::remove_all(folder); }

  Archived archive(const KafkaTopic& topic) const {
    return archive_topic(topic, {.folder = folder, .segment_bytes = 1, .until_end = true}, {});
  }

  // Names of the segments of partition 0.
  std::vector<std::string> segments() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "posts/0")) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "kafka_archive";
};

TEST_F(KafkaArchive, HoldsEveryRecordOnceAndGoesOnBehindTheLast) {
  const KafkaBroker broker("posts", 3);
  send(broker, 0, 500);

  EXPECT_EQ(archive(topic_of(broker)).records, 500u);
  EXPECT_EQ(archive(topic_of(broker)).records, 0u);
  send(broker, 500, 700);
  EXPECT_EQ(archive(topic_of(broker)).records, 200u);

  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (segment_place(entry.path())) {
      SegmentReader reader(entry.path(), 100);
      while (const std::optional<SegmentRecord> record = reader.next()) {
        found.push_back(std::string(*record->payload).substr(5));
        EXPECT_EQ("key " + found.back(), *record->key);
        EXPECT_EQ(record->time_ms, 1000 + std::stoi(found.back()));
      }
    }
  }
  std::ranges::sort(found);
  EXPECT_EQ(std::ranges::adjacent_find(found), found.end());
  EXPECT_THAT(found, SizeIs(700));
}

TEST_F(KafkaArchive, KeepsTombstonesAndMissingKeys) {
  const KafkaBroker broker("posts", 1);
  KafkaProducer producer({{"bootstrap.servers", broker.bootstrap()}});
  producer.send("posts", "gone", std::string_view(), 5);
  producer.send("posts", std::string_view(), "", 6);
  producer.flush();

  archive(topic_of(broker));

  ASSERT_THAT(segments(), SizeIs(1));
  SegmentReader reader(folder / "posts/0" / segments()[0], 100);
  std::optional<SegmentRecord> record = reader.next();
  EXPECT_EQ(record->key, "gone");
  EXPECT_FALSE(record->payload);
  record = reader.next();
  EXPECT_FALSE(record->key);
  EXPECT_EQ(record->payload, "");
}

TEST_F(KafkaArchive, ThrowsAwayWhatAKilledRunLeftUnfinished) {
  const KafkaBroker broker("posts", 1);
  send(broker, 0, 10);
  std::filesystem::create_directories(folder / "posts/0");
  const std::filesystem::path left = folder / "posts/0/.00000000000000000000.yqs.zst.part";
  std::ofstream(left) << "half";
  const std::filesystem::path older = folder / "posts/0/.00000000000000000003.yqs.zst.part";
  std::ofstream(older) << "half";

  archive(topic_of(broker));

  EXPECT_THAT(segments(), ElementsAre("00000000000000000000-00000000000000000010.yqs.zst"));
}

TEST_F(KafkaArchive, StopsWhereASegmentIsMissing) {
  const KafkaBroker broker("posts", 1);
  for (int i = 0; i < 3; i++) {
    send(broker, 10 * i, 10 * i + 10);
    archive(topic_of(broker));
  }
  ASSERT_THAT(segments(), SizeIs(3));
  std::filesystem::remove(folder / "posts/0" / segments()[1]);

  try {
    archive(topic_of(broker));
    FAIL() << "went on over a hole";
  } catch (const SourceError& error) {
    EXPECT_THAT(error.what(), HasSubstr("ends at offset 10 and the next begins at 20"));
  }
}

TEST_F(KafkaArchive, StopsWhenTheTopicIsShorterThanTheArchive) {
  {
    const KafkaBroker broker("posts", 1);
    send(broker, 0, 10);
    archive(topic_of(broker));
  }
  const KafkaBroker broker("posts", 1);
  send(broker, 0, 5);

  EXPECT_THROW(archive(topic_of(broker)), SourceError);
}

TEST_F(KafkaArchive, BelongsToOneArchiverAtATime) {
  const KafkaBroker broker("posts", 1);
  const int other = ::open((folder / ".archive.lock").c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);

  try {
    archive(topic_of(broker));
    ADD_FAILURE() << "wrote beside another one";
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(), HasSubstr("another yuqing archive"));
  }
  ::close(other);
  EXPECT_EQ(archive(topic_of(broker)).records, 0u);
}

// The mock broker holds 5 MiB a partition and drops the oldest: what retention does.
struct KafkaArchiveAfterRetention : KafkaArchive {
  KafkaArchiveAfterRetention() : broker("posts", 1) {
    send(broker, 0, 1);
    archive(topic_of(broker));
    KafkaProducer producer({{"bootstrap.servers", broker.bootstrap()}, {"linger.ms", "0"}});
    std::string incompressible(std::size_t{512} << 10, 'x');
    std::uint32_t seed = 1;
    for (int i = 0; i < 14; i++) {
      for (char& c : incompressible) {
        seed = seed * 1664525 + 1013904223;
        c = static_cast<char>(seed >> 24);
      }
      producer.send("posts", "", incompressible, 0);
      producer.flush();
    }
  }

  KafkaBroker broker;
};

TEST_F(KafkaArchiveAfterRetention, StopsWhenRecordsAreGoneThatWereNotArchived) {
  try {
    archive(topic_of(broker));
    FAIL() << "went on over a gap";
  } catch (const SourceError& error) {
    EXPECT_THAT(error.what(), HasSubstr("posts[0]: "));
    EXPECT_THAT(error.what(), HasSubstr("from 1 on are gone"));
    EXPECT_THAT(error.what(), HasSubstr("on_gap"));
  }
}

TEST_F(KafkaArchiveAfterRetention, TellsInTheSegmentWhatIsGoneWhenToldToGoOn) {
  const Archived done = archive(topic_of(broker, "on_gap = \"skip\"\n"));

  EXPECT_GT(done.lost, 0u);
  EXPECT_EQ(done.lost + done.records, 14u);
  SegmentReader reader(folder / "posts/0" / segments()[1], 100);
  EXPECT_EQ(reader.place().first, 1);
  EXPECT_EQ(reader.lost(), static_cast<std::int64_t>(done.lost));
}

}  // namespace
}  // namespace yuqing
