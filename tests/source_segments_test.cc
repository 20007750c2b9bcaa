#include "operators/source_segments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "operators/archive_place.h"
#include "operators/segment.h"
#include "pipeline/lanes.h"
#include "pipeline/snapshot.h"
#include "tests/fixture.h"

namespace yuqing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// The snapshot of a lane that was read up to there.
void keep(MemoryStore& store, const LaneKey& key, std::int64_t next) {
  TagTable tags;
  Lanes lanes({}, tags, nullptr);
  Lane& lane = lanes[lanes.open(key)];
  lane.next = next;
  store.save(key, encode_lane(lane, {}, tags));
}

struct SourceSegments : testing::Test {
  SourceSegments() { std::filesystem::remove_all(root); }
  ~SourceSegments() override { std::filesystem::remove_all(root); }

  // A segment with the records of [first, next), in the order of their offsets.
  std::filesystem::path segment(int partition, std::int64_t first, std::int64_t next,
                                std::int64_t lost = 0) {
    const std::filesystem::path folder = root / "posts" / std::to_string(partition);
    SegmentWriter writer(folder, {"posts", partition}, first, lost);
    for (std::int64_t offset = first + lost; offset < next; offset++) {
      const std::string payload = "p" + std::to_string(partition) + "-" + std::to_string(offset);
      writer.append({.offset = offset, .time_ms = 1000 + offset, .key = "k", .payload = payload});
    }
    return writer.finish();
  }

  // Reads everything below the folder.
  void read() {
    source =
        make_source_archives(archive_files({root.string()}), {.batch_posts = 3, .max_record = 20});
    source->begin_epoch(lanes);
    Batch batch;
    for (Filled filled = Filled::more; filled != Filled::finished;) {
      batch.clear();
      filled = source->fill(batch);
      for (const Record& record : batch.records) {
        records.push_back(record);
        payloads.emplace_back(batch.payload(record));
      }
    }
  }

  std::filesystem::path root = std::filesystem::path(testing::TempDir()) / "source_segments";
  MemoryStore kept;
  Lanes lanes{{}, {}, &kept};
  std::unique_ptr<ReplaySource> source;
  std::vector<Record> records;
  std::vector<std::string> payloads;
};

TEST_F(SourceSegments, GivesEveryRecordItsPartitionOffsetAndTime) {
  segment(1, 0, 2);
  segment(1, 2, 3);
  segment(0, 7, 9);

  read();

  EXPECT_THAT(payloads, ElementsAre("p0-7", "p0-8", "p1-0", "p1-1", "p1-2"));
  EXPECT_EQ(lanes[records[0].lane].key, (LaneKey{"posts", 0}));
  EXPECT_EQ(lanes[records[4].lane].key, (LaneKey{"posts", 1}));
  EXPECT_EQ(records[1].offset, 8);
  EXPECT_EQ(records[1].log_time_ms, 1008);
  EXPECT_THAT(source->damaged(), IsEmpty());
  EXPECT_THAT(source->files(), SizeIs(3));
  EXPECT_EQ(source->progress().bytes_read, source->progress().bytes_total);
}

TEST_F(SourceSegments, GivesTombstonesTheirKeyAndCutsWhatIsTooLong) {
  {
    SegmentWriter writer(root / "posts/0", {"posts", 0}, 0, 0);
    writer.append({.offset = 0, .time_ms = kNoTime, .key = "5127", .payload = {}});
    writer.append({.offset = 1, .time_ms = 0, .key = {}, .payload = std::string(21, 'x')});
    writer.append({.offset = 2, .time_ms = 0, .key = {}, .payload = std::string(20, 'x')});
    writer.finish();
  }

  read();

  EXPECT_EQ(payloads[0], "5127");
  EXPECT_EQ(records[0].verdict, Verdict::tombstone);
  EXPECT_EQ(records[0].log_time_ms, kNoTime);
  EXPECT_EQ(records[1].verdict, Verdict::too_large);
  EXPECT_EQ(records[1].log_size, 21u);
  EXPECT_EQ(records[2].verdict, Verdict::counted);
}

TEST_F(SourceSegments, GoesOnWhereALaneStands) {
  segment(0, 0, 4);
  segment(0, 4, 6);

  keep(kept, {"posts", 0}, 3);
  read();

  EXPECT_THAT(payloads, ElementsAre("p0-3", "p0-4", "p0-5"));
}

TEST_F(SourceSegments, TellsWhatIsMissingAndWhatWasLost) {
  segment(0, 0, 2);
  segment(0, 5, 6);
  segment(0, 6, 10, /*lost=*/3);

  read();

  EXPECT_THAT(payloads, ElementsAre("p0-0", "p0-1", "p0-5", "p0-9"));
  ASSERT_THAT(source->damaged(), SizeIs(2));
  EXPECT_THAT(source->damaged()[0].reason, HasSubstr("offsets 2 to 4 of posts[0] are missing"));
  EXPECT_THAT(source->damaged()[1].reason, HasSubstr("offsets 6 to 8 of posts[0] were gone"));
}

TEST_F(SourceSegments, TakesEachRecordOnceWhereSegmentsOverlap) {
  segment(0, 0, 4);
  segment(0, 2, 6);

  read();

  EXPECT_THAT(payloads, ElementsAre("p0-0", "p0-1", "p0-2", "p0-3", "p0-4", "p0-5"));
  EXPECT_THAT(source->damaged(), IsEmpty());
}

TEST_F(SourceSegments, CountsWhatStandsBeforeADamageAndGoesOnBehindIt) {
  const std::filesystem::path cut = segment(0, 0, 2);
  segment(0, 2, 3);
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 1);

  read();

  EXPECT_EQ(payloads.back(), "p0-2");
  ASSERT_FALSE(source->damaged().empty());
  EXPECT_EQ(source->damaged()[0].file, cut.string());
}

TEST_F(SourceSegments, ReadsLooseFilesBeside) {
  segment(0, 0, 1);
  std::ofstream(root / "more.jsonl") << "loose\n";

  read();

  EXPECT_THAT(payloads, ElementsAre("loose", "p0-0"));
  EXPECT_EQ(lanes[records[0].lane].key.source, kFilesLane);
  EXPECT_EQ(source->file(0).name, "more.jsonl");
  EXPECT_THAT(source->files(), SizeIs(2));
  EXPECT_EQ(source->progress().records, 2u);
}

}  // namespace
}  // namespace yuqing
