// The manual of the firehose: what is promised about its posts, and its planted truth.
#include "operators/firehose.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "operators/firehose_parts.h"
#include "pipeline/embedded.h"

namespace yuqing {
namespace {

struct Kept {
  std::string json;
  std::uint64_t id = 0;
  std::int64_t time_ms = 0;
  std::int64_t story_ms = 0;
};

std::vector<Kept> first(std::size_t count, const FirehosePlan& plan) {
  const std::unique_ptr<Firehose> firehose = make_firehose(plan);
  std::vector<Kept> posts;
  for (std::size_t i = 0; i < count; i++) {
    const FirehosePost post = firehose->next();
    posts.push_back({.json = std::string(post.json),
                     .id = post.id,
                     .time_ms = post.time_ms,
                     .story_ms = post.story_ms});
  }
  return posts;
}

std::uint64_t fnv1a(const std::vector<Kept>& posts) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const Kept& post : posts) {
    for (const char byte : post.json + '\n') {
      hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
    }
  }
  return hash;
}

// What stands behind `"key":` in the post itself, before its user.
std::string field(const std::string& json, const std::string& key) {
  const std::size_t begin = json.find('"' + key + "\":") + key.size() + 3;
  const std::size_t end =
      json[begin] == '"' ? json.find('"', begin + 1) + 1 : json.find_first_of(",}", begin);
  return json.substr(begin, end - begin);
}

bool has(const Kept& post, std::string_view piece) {
  return post.json.find(piece) != std::string::npos;
}

std::int64_t hour_of(const Kept& post) {
  return (post.time_ms / 1000 - firehose::kStoryStart) / 3600;
}

std::string written(std::int64_t unix_seconds) {
  std::array<char, 30> out;
  firehose::write_created_at(unix_seconds, out);
  return {out.data(), out.size()};
}

TEST(Firehose, GivesTheSameBytesForTheSameSeedOnEveryMachine) {
  const FirehosePlan plan = {.seed = 1, .posts = 10'000, .flaws = false};

  const std::vector<Kept> posts = first(10'000, plan);

  EXPECT_EQ(fnv1a(posts), 15101648738503494279u);
}

TEST(Firehose, GivesTheSameFlawsForTheSameSeed) {
  const FirehosePlan plan = {.seed = 1, .posts = 10'000, .flaws = true};

  const std::vector<Kept> posts = first(10'000, plan);

  EXPECT_EQ(fnv1a(posts), 2466401182336139841u);
}

TEST(Firehose, GivesOtherPostsForAnotherSeed) {
  const std::vector<Kept> one = first(100, {.seed = 1, .posts = 100, .flaws = false});
  const std::vector<Kept> two = first(100, {.seed = 2, .posts = 100, .flaws = false});

  EXPECT_NE(fnv1a(one), fnv1a(two));
}

TEST(Firehose, GivesDistinctIdsThatGrowWithTime) {
  const std::vector<Kept> posts = first(50'000, {.seed = 3, .posts = 20'000, .flaws = false});

  for (std::size_t i = 1; i < posts.size(); i++) {
    ASSERT_LT(posts[i - 1].id, posts[i].id);
    ASSERT_LE(posts[i - 1].time_ms, posts[i].time_ms);
  }
}

TEST(Firehose, KeepsIdsApartWhenManyPostsShareASecond) {
  const std::unique_ptr<Firehose> firehose =
      make_firehose({.seed = 1, .posts = kMaxFirehosePosts, .flaws = false});

  std::uint64_t last = 0;
  std::set<std::int64_t> seconds;
  for (int i = 0; i < 100'000; i++) {
    const FirehosePost post = firehose->next();
    ASSERT_LT(last, post.id);
    last = post.id;
    seconds.insert(post.time_ms);
  }
  EXPECT_LT(seconds.size(), 100u);
}

TEST(Firehose, WritesTheTimeThatTheMidFormulaGives) {
  for (const bool flaws : {false, true}) {
    for (const Kept& post : first(5'000, {.seed = 4, .posts = 5'000, .flaws = flaws})) {
      const auto seconds = static_cast<std::int64_t>(post.id >> 22) + 515483463;

      ASSERT_EQ(seconds * 1000, post.time_ms);
      if (!flaws) {
        ASSERT_EQ(field(post.json, "created_at"), '"' + written(seconds) + '"');
        ASSERT_EQ(field(post.json, "id"), std::to_string(post.id));
        ASSERT_EQ(field(post.json, "idstr"), '"' + std::to_string(post.id) + '"');
        ASSERT_EQ(field(post.json, "mid"), '"' + std::to_string(post.id) + '"');
      }
    }
  }
}

TEST(Firehose, WritesTimesAsWeiboDoes) {
  EXPECT_EQ(written(1737980103), "Mon Jan 27 20:15:03 +0800 2025");
  EXPECT_EQ(written(1709135999), "Wed Feb 28 23:59:59 +0800 2024");
  EXPECT_EQ(written(firehose::kStoryStart), "Fri Jan 24 00:00:00 +0800 2025");
}

TEST(Firehose, SpreadsATellingOverTheWholePeriodWhateverItsSize) {
  for (const std::uint64_t count : {10u, 1'000u, 20'000u}) {
    const std::vector<Kept> posts = first(count, {.seed = 5, .posts = count, .flaws = false});

    EXPECT_LT(hour_of(posts.front()), 3 * 24) << count;
    EXPECT_GE(hour_of(posts.back()), 5 * 24) << count;
    EXPECT_LT(hour_of(posts.back()), 9 * 24) << count;
  }
}

TEST(Firehose, GoesOnNineDaysLaterAfterTheStoryEnded) {
  const std::vector<Kept> posts = first(2'000, {.seed = 6, .posts = 1'000, .flaws = false});

  EXPECT_LT(hour_of(posts[999]), 9 * 24);
  EXPECT_GE(hour_of(posts[1000]), 9 * 24);
  EXPECT_LT(hour_of(posts[1999]), 18 * 24);
}

TEST(Firehose, WritesMostInTheHourOfTheBurst) {
  std::map<std::int64_t, int> posts_of;
  for (const Kept& post : first(100'000, {.seed = 7, .posts = 100'000, .flaws = false})) {
    posts_of[hour_of(post)]++;
  }

  const auto most =
      std::ranges::max_element(posts_of, {}, [](const auto& entry) { return entry.second; });

  EXPECT_EQ(most->first, firehose::kBurstHour);
  EXPECT_GT(most->second, 2 * posts_of[firehose::kBurstHour - 1]);
  EXPECT_GT(most->second, 2 * posts_of[firehose::kBurstHour + 1]);
  EXPECT_LT(posts_of[4], posts_of[21] / 5);
}

TEST(Firehose, FollowsTheVolumesOfTheDays) {
  std::map<std::int64_t, int> posts_of;
  for (const Kept& post : first(100'000, {.seed = 8, .posts = 100'000, .flaws = false})) {
    posts_of[hour_of(post) / 24]++;
  }

  EXPECT_LT(posts_of[0] + posts_of[1], 5'000);
  EXPECT_GT(posts_of[3] + posts_of[4], 55'000);
  EXPECT_GT(posts_of[4], posts_of[5]);
  EXPECT_GT(posts_of[5], posts_of[6]);
  EXPECT_GT(posts_of[6], posts_of[8]);
}

TEST(Firehose, WritesAboutKilobytesOfJsonOnOneLine) {
  const std::vector<Kept> posts = first(10'000, {.seed = 9, .posts = 10'000, .flaws = true});

  std::size_t bytes = 0;
  for (const Kept& post : posts) {
    bytes += post.json.size();
    ASSERT_FALSE(has(post, "\n"));
    ASSERT_LT(post.json.size(), 16'384u);
  }
  EXPECT_GT(bytes / posts.size(), 1'000u);
  EXPECT_LT(bytes / posts.size(), 1'250u);
}

TEST(Firehose, VariesTheTextsOfItsCorpus) {
  std::set<std::string> texts;
  for (const Kept& post : first(20'000, {.seed = 10, .posts = 20'000, .flaws = false})) {
    texts.insert(field(post.json, "text"));
  }

  EXPECT_GT(texts.size(), 6'000u);
}

TEST(Firehose, WritesRepostsWithTheirOriginalsAndCommentsWithTheirPosts) {
  std::map<std::string, int> found;
  for (const Kept& post : first(20'000, {.seed = 10, .posts = 20'000, .flaws = false})) {
    const std::string text = field(post.json, "text");
    const bool bare = text == "\"转发微博\"" || text == "\"Repost\"" || text == "\"轉發微博\"";
    const bool has_root = has(post, "\"retweeted_status\":{");
    found["bare"] += bare ? 1 : 0;
    found["bare without a root"] += bare && !has_root ? 1 : 0;
    found["commented"] += has_root && !bare ? 1 : 0;
    found["comment"] += has(post, "\"status\":{\"id\"") ? 1 : 0;
  }

  EXPECT_NEAR(found["bare"], 1'300, 500);
  EXPECT_EQ(found["bare without a root"], 0);
  EXPECT_GT(found["commented"], 300);
  EXPECT_GT(found["comment"], 1'500);
}

TEST(Firehose, HasNoFlawsUnlessAsked) {
  for (const Kept& post : first(20'000, {.seed = 11, .posts = 20'000, .flaws = false})) {
    ASSERT_EQ(post.time_ms, post.story_ms);
    ASSERT_TRUE(has(post, "\"region_name\""));
    ASSERT_FALSE(has(post, "\"deleted\""));
  }
}

TEST(Firehose, AddsTheFlawsOfARealStreamWhenAsked) {
  std::set<std::uint64_t> ids;
  std::map<std::string, int> found;
  for (const Kept& post : first(100'000, {.seed = 12, .posts = 90'000, .flaws = true})) {
    const std::int64_t minutes = (post.story_ms - post.time_ms) / 60'000;
    const bool again = !ids.insert(post.id).second;
    found["duplicate"] += again ? 1 : 0;
    found["disordered"] += !again && minutes >= 1 && minutes < 10 ? 1 : 0;
    found["late"] += !again && minutes >= 30 ? 1 : 0;
    found["deleted"] += has(post, "\"deleted\"") ? 1 : 0;
    found["broken"] += has(post, "\"region_name\"") || has(post, "\"deleted\"") ? 0 : 1;
  }

  EXPECT_NEAR(found["duplicate"], 500, 100);
  EXPECT_NEAR(found["disordered"], 200, 60);
  EXPECT_NEAR(found["late"], 100, 40);
  EXPECT_NEAR(found["deleted"], 50, 30);
  EXPECT_NEAR(found["broken"], 100, 40);
}

TEST(FirehoseDice, ThrowsOfOnePostSayNothingAboutTheNext) {
  std::set<std::uint64_t> thrown;

  for (std::uint64_t number = 0; number < 1'000; number++) {
    firehose::Dice dice(1, number);
    for (int i = 0; i < 10; i++) {
      thrown.insert(dice.next());
    }
  }

  EXPECT_EQ(thrown.size(), 10'000u);
}

TEST(FirehoseCurve, NeverGoesBack) {
  firehose::Curve curve;
  std::int64_t last = 0;

  for (std::uint64_t index = 0; index < 100'000; index++) {
    const std::int64_t now = curve.time_ms(index, 100'000, index % 2 == 0 ? 0xFFFFFFFF : 0);
    ASSERT_LE(last, now);
    last = now;
  }

  EXPECT_LT(last, firehose::kStoryMinutes * 60'000);
}

TEST(FirehoseMix, LetsTheHeroesSurgeInTheBurst) {
  const firehose::Mix mix;
  const auto share = [&mix](std::size_t subject, std::int64_t hour) {
    int found = 0;
    for (std::uint64_t number = 0; number < 10'000; number++) {
      firehose::Dice dice(1, number);
      found += mix.subject(hour, dice) == subject ? 1 : 0;
    }
    return found;
  };

  EXPECT_NEAR(share(firehose::kBackground, 12), 7'000, 300);
  EXPECT_LT(share(firehose::kAiHeroes, 12), 250);
  EXPECT_GT(share(firehose::kAiHeroes, firehose::kBurstHour), 2'300);
  EXPECT_GT(share(firehose::kMadeInChina, firehose::kBurstHour), 2'300);
  EXPECT_LT(share(firehose::kAiHeroes, firehose::kBurstHour + 1), 1'200);
}

TEST(FirehoseCorpus, HoldsTheWholeShippedCorpus) {
  const firehose::Corpus corpus(embedded::corpus());

  EXPECT_EQ(corpus.size(), 2'000u);
}

TEST(FirehoseCorpus, KeepsTextsEscapedAndShelvesThemByTopic) {
  const firehose::Corpus corpus(
      "{\"text\": \"他说\\\"好\\\"\", \"topics\": [\"jobs\", \"talent\"], \"polarity\": \"pos\", "
      "\"emotion\": \"happy\", \"kind\": \"original\", \"targets\": {}}\n"
      "{\"text\": \"嗯//@甲:好\", \"topics\": [\"jobs\"], \"polarity\": \"neg\", "
      "\"emotion\": \"sad\", \"kind\": \"repost\", \"targets\": {}}\n");
  constexpr std::size_t kJobs = firehose::subject_of("jobs");
  firehose::Dice dice(1, 1);

  EXPECT_EQ(corpus.size(), 2u);
  EXPECT_EQ(corpus.pick(kJobs, true, dice).json, "他说\\\"好\\\"");
  EXPECT_EQ(corpus.root(kJobs, dice).json, "他说\\\"好\\\"");
  EXPECT_EQ(corpus.pick(firehose::subject_of("talent"), false, dice).json, "他说\\\"好\\\"");
}

TEST(FirehoseAuthors, HaveFollowersOfEverySize) {
  const firehose::Authors authors(1);
  std::map<std::size_t, int> by_digits;

  for (std::uint64_t number = 0; number < 10'000; number++) {
    firehose::Dice dice(2, number);
    const std::string json(authors.pick(dice).json);
    by_digits[field(json, "followers_count").size()]++;
  }

  EXPECT_GT(by_digits[3], by_digits[4]);
  EXPECT_GT(by_digits[4], by_digits[5]);
  EXPECT_GT(by_digits[5], by_digits[6]);
  EXPECT_GT(by_digits[6] + by_digits[7], 0);
}

}  // namespace
}  // namespace yuqing
