#include "operators/source_replay.h"

#include <gtest/gtest.h>

#include <fstream>

#include "operators/archive_place.h"
#include "pipeline/errors.h"
#include "pipeline/snapshot.h"
#include "tests/fixture.h"

namespace yuqing {
namespace {

class SourceReplay : public testing::Test {
 protected:
  SourceReplay() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~SourceReplay() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }

  // Every record of a source, batch by batch, as "file/number payload verdict".
  static std::vector<std::string> all(Source& source, Lanes& lanes) {
    source.begin_epoch(lanes);
    std::vector<std::string> found;
    Filled state = Filled::more;
    while (state == Filled::more) {
      Batch batch;
      state = source.fill(batch);
      for (const Record& record : batch.records) {
        found.push_back(std::to_string(file_of(record.offset)) + "/" +
                        std::to_string(number_of(record.offset)) + " " +
                        std::string(batch.payload(record)) + " " +
                        std::string(name_of(record.verdict)));
      }
    }
    return found;
  }

  const std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      testing::UnitTest::GetInstance()->current_test_info()->name();
  TagTable tags_;
  MemoryStore store_;
  Lanes lanes_{{}, tags_, &store_};
};

TEST_F(SourceReplay, GivesLinesOfFilesInOrderAndSkipsBlankOnes) {
  const auto a = file("a.jsonl", "one\n\ntwo\r\nthree");
  const auto b = file("b.jsonl", "four\n");

  const auto source = make_source_replay({a, b}, {});

  EXPECT_EQ(all(*source, lanes_),
            (std::vector<std::string>{"0/0 one counted", "0/2 two counted", "0/3 three counted",
                                      "1/0 four counted"}));
}

TEST_F(SourceReplay, CutsALineThatIsTooLongAndGoesOnBehindIt) {
  const auto a = file("a.jsonl", std::string(5'000'000, 'x') + "\nshort\n12345678\n");

  const auto source = make_source_replay({a}, {.max_record = 8});

  EXPECT_EQ(all(*source, lanes_),
            (std::vector<std::string>{"0/0 xxxxxxxx too_large", "0/1 short counted",
                                      "0/2 12345678 counted"}));
}

TEST_F(SourceReplay, GoesOnBehindTheLastLineThatASnapshotCovers) {
  const auto a = file("a.jsonl", "nought\n");
  const auto b = file("b.jsonl", "one\ntwo\nthree\n");
  Lane lane;
  lane.key = {.source = "files", .partition = 0};
  lane.next = offset_of(1, 2);
  lane.totals.resize(1);
  store_.save(lane.key, encode_lane(lane, {}, tags_));

  const auto source = make_source_replay({a, b}, {});

  EXPECT_EQ(all(*source, lanes_), (std::vector<std::string>{"1/2 three counted"}));
}

TEST_F(SourceReplay, TellsWhatItReadOfEachFileAlsoBehindASnapshot) {
  const auto a = file("a.jsonl", "one\n\ntwo\n");
  const auto b = file("b.jsonl", "three\n");
  Lane lane;
  lane.key = {.source = "files", .partition = 0};
  lane.next = offset_of(1, 0);
  lane.totals.resize(1);
  store_.save(lane.key, encode_lane(lane, {}, tags_));

  const auto source = make_source_replay({a, b}, {});

  EXPECT_EQ(all(*source, lanes_).size(), 1u);
  ASSERT_EQ(source->files().size(), 2u);
  EXPECT_EQ(source->files()[0].records, 2u);
  EXPECT_EQ(source->files()[0].bytes, 9u);
  EXPECT_EQ(source->file(1).name, "b.jsonl");
  EXPECT_EQ(source->file(1).path, b.string());
}

TEST_F(SourceReplay, FillsABatchToItsLimitOfPosts) {
  const auto a = file("a.jsonl", "1\n2\n3\n4\n5\n");
  const auto source = make_source_replay({a}, {.batch_posts = 2});
  source->begin_epoch(lanes_);
  Batch batch;

  EXPECT_EQ(source->fill(batch), Filled::more);
  EXPECT_EQ(batch.records.size(), 2u);
}

TEST_F(SourceReplay, NamesAMissingInput) {
  EXPECT_THROW(archive_files({(folder_ / "nowhere").string()}), ConfigError);
}

TEST_F(SourceReplay, ReadsAFolderOnceHoweverOftenItIsNamed) {
  file("b.jsonl", "");
  file("a.jsonl", "");
  file(".hidden", "");

  const auto files = archive_files({folder_.string(), (folder_ / "a.jsonl").string()});

  EXPECT_EQ(files, (std::vector<std::filesystem::path>{folder_ / "a.jsonl", folder_ / "b.jsonl"}));
}

}  // namespace
}  // namespace yuqing
