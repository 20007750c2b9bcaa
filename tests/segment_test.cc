#include "operators/segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kAll = std::size_t{1} << 20;

struct Read {
  std::int64_t offset = 0;
  std::int64_t time_ms = 0;
  std::optional<std::string> key = {};
  std::optional<std::string> payload = {};
  bool operator==(const Read&) const = default;
};

struct SegmentTest : testing::Test {
  SegmentTest() { std::filesystem::remove_all(folder.parent_path().parent_path()); }
  ~SegmentTest() override { std::filesystem::remove_all(folder.parent_path().parent_path()); }

  // What a reader gives of a file, until its end or its damage.
  std::vector<Read> read(const std::filesystem::path& path, std::size_t most = kAll) {
    std::vector<Read> found;
    try {
      SegmentReader reader(path, most);
      while (const std::optional<SegmentRecord> record = reader.next()) {
        found.push_back({.offset = record->offset,
                         .time_ms = record->time_ms,
                         .key = record->key ? std::optional(std::string(*record->key))
                                            : std::optional<std::string>(),
                         .payload = record->payload ? std::optional(std::string(*record->payload))
                                                    : std::optional<std::string>()});
      }
    } catch (const SourceError& error) {
      damage = error.what();
    }
    return found;
  }

  std::filesystem::path ten_records() {
    SegmentWriter writer(folder, {"posts", 3}, 100, 0);
    for (int i = 0; i < 10; i++) {
      writer.append({.offset = 100 + i, .time_ms = i, .key = "k", .payload = "record"});
    }
    return writer.finish();
  }

  std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "segments/posts/3";
  std::string damage;
};

TEST_F(SegmentTest, KeepsEveryByteOfARecord) {
  const std::string odd("\0line\n{\"offset\":1}\xFF", 19);
  std::filesystem::path path;
  {
    SegmentWriter writer(folder, {"posts", 3}, 5, 0);
    writer.append({.offset = 5, .time_ms = 1'737'980'103'000, .key = "5127\"\n", .payload = odd});
    writer.append({.offset = 6, .time_ms = kNoTime, .key = {}, .payload = ""});
    writer.append({.offset = 7, .time_ms = -1, .key = "\xFF\xFE", .payload = {}});
    writer.append({.offset = 8, .time_ms = 0, .key = "", .payload = "微博"});
    path = writer.finish();
  }

  EXPECT_THAT(read(path),
              ElementsAre(Read{5, 1'737'980'103'000, "5127\"\n", odd}, Read{6, kNoTime, {}, ""},
                          Read{7, -1, "\xFF\xFE", {}}, Read{8, 0, "", "微博"}));
  EXPECT_THAT(damage, IsEmpty());
  EXPECT_EQ(path.filename(), "00000000000000000005-00000000000000000009.yqs.zst");
}

TEST_F(SegmentTest, TellsGapsInsideAndAtTheEndAndWhatWasLostBefore) {
  std::filesystem::path path;
  {
    SegmentWriter writer(folder, {"posts", 3}, 10, 5);
    writer.append({.offset = 17, .time_ms = 0, .key = {}, .payload = "a"});
    writer.append({.offset = 19, .time_ms = 0, .key = {}, .payload = "b"});
    writer.skip_to(22);
    path = writer.finish();
  }

  EXPECT_EQ(read(path).size(), 2u);
  EXPECT_THAT(damage, IsEmpty());
  SegmentReader reader(path, kAll);
  EXPECT_EQ(reader.lost(), 5);
  EXPECT_EQ(segment_place(path)->first, 10);
  EXPECT_EQ(segment_place(path)->next, 22);
}

TEST_F(SegmentTest, GivesOfALongPayloadOnlyWhatIsAskedForAndItsSize) {
  std::filesystem::path path;
  {
    SegmentWriter writer(folder, {"posts", 3}, 0, 0);
    writer.append({.offset = 0, .time_ms = 0, .key = {}, .payload = std::string(3'000'000, 'x')});
    writer.append({.offset = 1, .time_ms = 0, .key = {}, .payload = "short"});
    path = writer.finish();
  }

  SegmentReader reader(path, 10);
  const std::optional<SegmentRecord> record = reader.next();

  EXPECT_EQ(record->payload, "xxxxxxxxxx");
  EXPECT_EQ(record->size, 3'000'000u);
  EXPECT_EQ(reader.next()->payload, "short");
  EXPECT_FALSE(reader.next());
}

TEST_F(SegmentTest, HasNoNameBeforeItIsWholeAndLeavesNothingWhenItIsNotFinished) {
  {
    SegmentWriter writer(folder, {"posts", 3}, 0, 0);
    writer.append({.offset = 0, .time_ms = 0, .key = {}, .payload = "a"});
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      EXPECT_FALSE(segment_place(entry.path()));
      EXPECT_TRUE(entry.path().filename().string().starts_with('.'));
    }
  }

  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST_F(SegmentTest, IsNotTakenForWholeWhenItIsCutAnywhere) {
  const std::filesystem::path path = ten_records();
  const std::uintmax_t size = std::filesystem::file_size(path);

  for (std::uintmax_t cut = 0; cut < size; cut++) {
    std::filesystem::resize_file(path, cut);
    damage.clear();
    EXPECT_LE(read(path).size(), 10u);
    EXPECT_THAT(damage, HasSubstr("damaged")) << cut;
    std::filesystem::remove(path);
    ten_records();
  }
}

TEST_F(SegmentTest, IsNotTakenForWholeWhenAByteIsChangedAnywhere) {
  const std::filesystem::path path = ten_records();
  const std::uintmax_t size = std::filesystem::file_size(path);

  for (std::uintmax_t at = 0; at < size; at++) {
    {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(static_cast<std::streamoff>(at));
      const int byte = file.get();
      file.seekp(static_cast<std::streamoff>(at));
      file.put(static_cast<char>(byte ^ 0x01));
    }
    damage.clear();
    const std::vector<Read> found = read(path);
    const bool harmless = damage.empty() && found.size() == 10;  // a bit that zstd does not use
    EXPECT_TRUE(harmless || !damage.empty()) << at;
    ten_records();
  }
}

TEST_F(SegmentTest, IsRefusedUnderAnotherName) {
  const std::filesystem::path path = ten_records();
  const std::filesystem::path other = folder / "00000000000000000100-00000000000000000111.yqs.zst";
  std::filesystem::rename(path, other);

  EXPECT_EQ(read(other).size(), 10u);
  EXPECT_THAT(damage, HasSubstr("do not agree"));

  const std::filesystem::path moved = folder.parent_path() / "4" / path.filename();
  std::filesystem::create_directories(moved.parent_path());
  std::filesystem::rename(other, moved);
  EXPECT_THAT(read(moved), IsEmpty());
  EXPECT_THAT(damage, HasSubstr("another partition"));
}

// Numbers that are told could be larger than any offset.
TEST_F(SegmentTest, HasNoOffsetsBeyondThoseOfItsName) {
  const std::string largest = std::to_string(INT64_MAX);
  const std::string first = R"({"yuqing_segment":1,"topic":"posts","partition":3,"first":100)";
  const std::filesystem::path path = folder / "00000000000000000100-00000000000000000110.yqs.zst";
  for (const std::string& content :
       {first + ",\"lost\":" + largest + "}\n", first + ",\"lost\":-1}\n",
        first + "}\n{\"offset\":" + largest + ",\"skipped\":" + largest + ",\"size\":0}\n\n",
        first + "}\n{\"offset\":99,\"skipped\":-1,\"size\":0}\n\n",
        first + "}\n{\"offset\":110,\"skipped\":10,\"size\":0}\n\n"}) {
    std::filesystem::create_directories(folder);
    ZstdWriter file(path);
    file.append(content);
    file.finish();
    damage.clear();

    EXPECT_THAT(read(path), IsEmpty()) << content;
    EXPECT_THAT(damage, HasSubstr("is damaged")) << content;
    std::filesystem::remove(path);
  }
}

TEST(SegmentPlace, IsOnlyThatOfFilesNamedAsSegments) {
  const auto place = segment_place("a/posts/3/00000000000000000100-00000000000000000111.yqs.zst");

  ASSERT_TRUE(place);
  EXPECT_EQ(place->key, (LaneKey{"posts", 3}));
  EXPECT_EQ(place->first, 100);
  EXPECT_EQ(place->next, 111);
  EXPECT_FALSE(segment_place("a/posts/3/100-111.yqs.zst"));
  EXPECT_FALSE(segment_place("a/posts/x/00000000000000000100-00000000000000000111.yqs.zst"));
  EXPECT_FALSE(segment_place("a/posts/3/00000000000000000112-00000000000000000111.yqs.zst"));
  EXPECT_FALSE(segment_place("a/posts/3/posts.jsonl.zst"));
}

}  // namespace
}  // namespace yuqing
