// Real posts, against what Python's json makes of them.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "tests/parse_fixture.h"
#include "tests/project.h"
#include "tests/shared.h"

namespace yuqing {
namespace {

struct Answers {
  std::vector<std::string> records;
  std::vector<std::string> expected;
};

Answers oracle(const std::filesystem::path& file, int count) {
  const std::string command = "python3 " + (project_dir() / "tests/parse_oracle.py").string() +
                              " " + file.string() + " " + std::to_string(count);
  std::FILE* const pipe = popen(command.c_str(), "r");
  std::string printed;
  std::array<char, 4096> chunk;
  for (std::size_t size = 1; size > 0;) {
    size = std::fread(chunk.data(), 1, chunk.size(), pipe);
    printed.append(chunk.data(), size);
  }
  pclose(pipe);
  Answers answers;
  std::istringstream lines(printed);
  for (std::string record, expected;
       std::getline(lines, record) && std::getline(lines, expected);) {
    answers.records.push_back(record);
    answers.expected.push_back(expected);
  }
  return answers;
}

std::string shown(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const std::size_t special = std::string_view("\\\n\r\t").find(c);
    line += special == std::string_view::npos ? std::string(1, c)
                                              : std::string("\\") + "\\nrt"[special];
  }
  return line;
}

std::string answer(const Post& post) {
  return std::to_string(post.id) + "\t" + std::to_string(post.time_ms) + "\t" +
         std::string(name_of(post.kind)) + "\t" + std::to_string(post.reach) + "\t" +
         shown(post.text) + "\t" + shown(post.root) + "\t" + shown(post.author) + "\t" +
         std::string(post.region);
}

class RealPosts : public testing::TestWithParam<const char*> {};

TEST_P(RealPosts, AreReadAsPythonReadsThem) {
  const std::filesystem::path file = shared_data() / GetParam();
  YUQING_NEEDS(file);
  const Answers answers = oracle(file, 2000);
  ASSERT_FALSE(answers.records.empty());

  const Batch batch = parsed(answers.records);

  for (const Post& post : batch.posts) {
    ASSERT_EQ(post.verdict, Verdict::counted);
    ASSERT_EQ(answer(post), answers.expected[post.record]);
  }
}

INSTANTIATE_TEST_SUITE_P(Parse, RealPosts,
                         testing::Values("examples/formats/weibo_api_v2_statuses.json",
                                         "data/real/replay/burst.jsonl.zst",
                                         "data/real/replay/ced_200k.jsonl.zst"));

TEST(Parse, GivesTheThreePostsOfTheFixtureTheirIdsAndTimes) {
  const std::filesystem::path file = shared_data() / "examples/formats/weibo_api_v2_statuses.json";
  YUQING_NEEDS(file);

  const Batch batch = parsed(oracle(file, 3).records);

  ASSERT_EQ(batch.posts.size(), 3u);
  EXPECT_EQ(batch.posts[0].id, 5127534491778837u);
  EXPECT_EQ(batch.posts[0].time_ms, 1'737'982'950'000);
  EXPECT_EQ(batch.posts[0].kind, Kind::repost_commented);
  EXPECT_EQ(batch.posts[1].root, batch.posts[2].text);
  EXPECT_EQ(batch.posts[2].author, "测试_小航");
  EXPECT_EQ(batch.posts[1].id, 5127528866106062u);
  EXPECT_EQ(batch.posts[1].time_ms, 1'737'981'609'000);
  EXPECT_EQ(batch.posts[1].reach, 250u);
  EXPECT_EQ(batch.posts[2].id, 5127522548373127u);
  EXPECT_EQ(batch.posts[2].time_ms, kPostA);
  EXPECT_EQ(batch.posts[2].kind, Kind::original);
  EXPECT_EQ(batch.posts[2].reach, 123456u);
}

}  // namespace
}  // namespace yuqing
