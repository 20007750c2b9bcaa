#include "commands/example_texts.h"

#include <gtest/gtest.h>

#include "tests/fixture.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kNoon = 1'737'950'400'000;

// A lane and a fold that is watched by what is tested. Texts live as long as the test.
struct Watched {
  Watched() : lanes({.size = 1min, .lateness = 10min, .ids = 1000}, tags(), nullptr) {
    lane = lanes.open({.source = "posts", .partition = 0});
    fold = std::make_unique<Fold>(Fold::Parts{
        .lanes = lanes, .source = source, .metrics = metrics, .sinks = {}, .witness = &texts});
  }
  static TagTable tags() {
    TagTable found;
    found.intern("ai_heroes");
    return found;
  }

  void add(Post post) {
    Batch batch;
    batch.append({.lane = lane, .offset = offset++}, "{}");
    batch.posts.push_back(post);
    batch.tags.push_back(1);
    batch.posts.back().topics = {.begin = 0, .size = 1};
    fold->add(batch);
  }
  void add(std::uint64_t id, std::int64_t time_ms, std::string_view text) {
    Post post;
    post.id = id;
    post.time_ms = time_ms;
    post.text = text;
    add(post);
  }
  std::uint64_t held() {
    std::uint64_t sum = 0;
    for (const std::uint64_t id :
         lanes[lane].windows.at(kNoon).cells.at(0).examples.of(Sentiment::neutral)) {
      sum += texts.text_of(id) ? 1 : 0;
    }
    return sum;
  }

  Lanes lanes;
  Metrics metrics{lanes};
  SilentSource source;
  ExampleTexts texts{lanes};
  std::unique_ptr<Fold> fold;
  std::uint32_t lane = 0;
  std::int64_t offset = 0;
};

TEST(ExampleTexts, HoldsTheTextsOfThePostsThatAreExamplesAndOfFewOthers) {
  Watched job;
  for (std::uint64_t id = 1; id <= 1000; id++) {
    job.add(id, kNoon, "国货之光");
  }

  EXPECT_EQ(job.held(), Examples::kMost);
  EXPECT_LT(job.texts.size(), 60u);  // those that were examples for a while are among them
}

TEST(ExampleTexts, HoldsNothingOfPostsWithoutOwnWords) {
  Watched job;
  Post post;
  post.id = 1;
  post.time_ms = kNoon;
  post.kind = Kind::repost_bare;
  post.text = "转发微博";

  job.add(post);

  EXPECT_EQ(job.texts.size(), 0u);
}

TEST(ExampleTexts, CutsBetweenTwoCharactersAfter140) {
  Watched job;
  std::string text;
  for (int i = 0; i < 141; i++) {
    text += "😀";
  }

  job.add(1, kNoon, text);
  job.add(2, kNoon, std::string_view(text).substr(4));

  EXPECT_EQ(job.texts.text_of(1), text.substr(0, 140 * 4) + "…");
  EXPECT_EQ(job.texts.text_of(2), text.substr(4));
}

TEST(ExampleTexts, ForgetsWhatIsOlderThanThreeWindows) {
  Watched job;
  job.add(1, kNoon, "old");
  job.add(2, kNoon + kMinute, "young");

  job.add(3, kNoon + 4 * kMinute, "new");

  EXPECT_FALSE(job.texts.text_of(1));
  EXPECT_EQ(job.texts.text_of(2), "young");
  job.add(4, kNoon, "late, but counted");
  EXPECT_FALSE(job.texts.text_of(4));
}

TEST(ExampleTexts, ForgetsAPostThatIsTakenBackAndTakesAnEditedTextOver) {
  Watched job;
  job.add(1, kNoon, "first");
  job.add(2, kNoon, "other");
  Post edited;
  edited.id = 1;
  edited.time_ms = kNoon;
  edited.change = Change::update;
  edited.text = "second";
  job.add(edited);
  EXPECT_EQ(job.texts.text_of(1), "second");

  Post removal;
  removal.id = 1;
  removal.verdict = Verdict::deleted;
  job.add(removal);

  EXPECT_FALSE(job.texts.text_of(1));
  EXPECT_EQ(job.texts.text_of(2), "other");
}

}  // namespace
}  // namespace yuqing
