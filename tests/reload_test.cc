#include "commands/reload.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/fixture.h"

namespace yuqing {
namespace {

constexpr std::string_view kFirst =
    "version = 1\n[[topic]]\nid = \"chips\"\nname = \"芯片\"\nany = [\"芯片\"]\n";
constexpr std::string_view kSecond =
    "version = 1\n[[topic]]\nid = \"chips\"\nany = [\"芯片\", \"显卡\"]\n"
    "[[topic]]\nid = \"tariffs\"\nany = [\"关税\"]\n";
constexpr std::string_view kFaulty = "version = 1\n[[topic]]\nid = \"chips\"\nany = [\"\"]\n";

// A job on a topic file of its own, watched by hand.
struct Watched {
  Watched() {
    path = std::filesystem::path(testing::TempDir()) /
           ("reload_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".toml");
    write(kFirst);
    File config("yuqing.toml", "[topic]\nfile = \"" + path.string() + "\"\n");
    scoring = make_scoring(config.root());
    refuse_complaints(config);
    reload = std::make_unique<TopicReload>(scoring, handover, *job.metrics);
  }
  ~Watched() { std::filesystem::remove(path); }

  void write(std::string_view text) const { std::ofstream(path, std::ios::trunc) << text; }
  // What the thread that watches does between two changes.
  void look_twice() const {
    reload->look();
    reload->look();
  }
  bool shows(const std::string& line) const {
    return job.metrics->text(true).find("\n" + line + "\n") != std::string::npos;
  }
  bool has_failed(int times) const {
    return shows("yuqing_topics_reload_total{result=\"failed\"} " + std::to_string(times));
  }

  FoldFixture job;
  std::filesystem::path path;
  Scoring scoring;
  Handover handover;
  std::unique_ptr<TopicReload> reload;
};

TEST(TopicReload, HandsNothingOverWhileTheFileStaysAsItIs) {
  const Watched job;

  job.look_twice();
  job.look_twice();

  EXPECT_FALSE(job.handover.waits());
  EXPECT_TRUE(job.has_failed(0));
}

TEST(TopicReload, HandsAChangedFileOverWithTheOldTagsInFront) {
  Watched job;
  job.look_twice();
  const std::uint64_t before = job.reload->version();

  job.write(kSecond);
  job.look_twice();

  std::optional<Successor> successor = job.handover.take();
  ASSERT_TRUE(successor);
  EXPECT_EQ(successor->stages[0].name, "topic");
  EXPECT_EQ(successor->tags.names(), (std::vector<std::string>{"all", "chips", "tariffs"}));
  EXPECT_NE(successor->scoring, job.scoring.hash);
  EXPECT_EQ(job.reload->version(), before);
}

TEST(TopicReload, ShowsTheNewTopicsOnceTheyCount) {
  Watched job;
  job.write(kSecond);
  job.look_twice();
  EXPECT_TRUE(
      job.shows("yuqing_topic_info{topic=\"chips\",name=\"芯片\",name_en=\"\",target=\"\"} 1"));

  job.handover.take()->is_taken_over();

  EXPECT_TRUE(
      job.shows("yuqing_topic_info{topic=\"tariffs\",name=\"\",name_en=\"\",target=\"\"} 1"));
  EXPECT_TRUE(job.shows("yuqing_topics_reload_total{result=\"ok\"} 1"));
  EXPECT_NE(job.reload->version(), job.scoring.topics);
}

TEST(TopicReload, WaitsUntilTwoLooksFindTheSame) {
  Watched job;
  job.look_twice();

  job.write(kSecond);
  job.reload->look();

  EXPECT_FALSE(job.handover.waits());
  job.reload->look();
  EXPECT_TRUE(job.handover.waits());
}

TEST(TopicReload, RefusesAFaultyFileOnceAndTakesTheMendedOne) {
  Watched job;

  job.write(kFaulty);
  job.look_twice();
  job.look_twice();

  EXPECT_FALSE(job.handover.waits());
  EXPECT_TRUE(job.has_failed(1));
  job.write(kSecond);
  job.look_twice();
  EXPECT_TRUE(job.handover.waits());
  EXPECT_TRUE(job.has_failed(1));
}

TEST(TopicReload, RefusesAMissingFileAndGoesOnWhenItIsBack) {
  Watched job;
  job.look_twice();

  std::filesystem::remove(job.path);
  job.look_twice();
  job.look_twice();

  EXPECT_TRUE(job.has_failed(1));
  job.write(kFirst);
  job.look_twice();
  EXPECT_FALSE(job.handover.waits());
  job.write(kSecond);
  job.look_twice();
  EXPECT_TRUE(job.handover.waits());
}

TEST(TopicReload, KeepsTheTagsOfTopicsThatLeftTheFile) {
  Watched job;

  job.write("version = 1\n[[topic]]\nid = \"tariffs\"\nany = [\"关税\"]\n");
  job.look_twice();

  EXPECT_EQ(job.handover.take()->tags.names(),
            (std::vector<std::string>{"all", "chips", "tariffs"}));
}

TEST(TopicReload, FollowsASymbolicLinkToItsNewTarget) {
  Watched job;
  const std::filesystem::path other = job.path.string() + ".2";
  std::ofstream(other) << kSecond;
  job.look_twice();

  std::filesystem::remove(job.path);
  std::filesystem::create_symlink(other, job.path);
  job.look_twice();

  EXPECT_TRUE(job.handover.waits());
  std::filesystem::remove(other);
}

TEST(TopicReload, HasNothingToWatchWithTheTopicsOfTheProgram) {
  const FoldFixture job;
  File config("yuqing.toml", "");
  const Scoring scoring = make_scoring(config.root());
  Handover handover;
  TopicReload reload(scoring, handover, *job.metrics);

  reload.look();
  reload.look();

  EXPECT_FALSE(handover.waits());
  EXPECT_NE(job.metrics->text(true).find("yuqing_topic_info{topic=\"made_in_china\""),
            std::string::npos);
}

}  // namespace
}  // namespace yuqing
