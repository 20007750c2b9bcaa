#include "commands/now_json.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

constexpr std::int64_t kNoon = 1'737'950'400'000;

TopicFindings topic(Tag tag, std::string id) {
  TopicFindings found;
  found.tag = tag;
  found.id = std::move(id);
  return found;
}

Findings findings() {
  Findings found;
  found.window_ms = 60'000;
  found.topics = {topic(0, "all"), topic(1, "outage"), topic(2, "ai_heroes")};
  return found;
}

bool has(const std::string& json, std::string_view part) {
  return json.find(part) != std::string::npos;
}

TEST(NowJson, TellsNothingBeforeTheFirstPost) {
  const std::string json = now_json({.findings = findings(), .names = {}});

  EXPECT_TRUE(json.starts_with(R"({"version":1,"job":{"yuqing":)"));
  EXPECT_TRUE(has(json, R"("event_time":null,"consumed":0)"));
  EXPECT_TRUE(has(json, R"("window":{"start":null,"end":null,"seconds":60})"));
  EXPECT_TRUE(has(json, R"("copy_share":null,"net_all":null,"net_rate":null)"));
  EXPECT_TRUE(has(json, R"("burst":null,"bursts":[],"shift":null,"hashtags":[],"rising":[])"));
  EXPECT_TRUE(json.ends_with("}]}\n"));
}

TEST(NowJson, TellsTopicsInTheOrderOfTheirNamesBehindAllPosts) {
  const std::vector<TopicNames> names = {
      {.id = "ai_heroes", .name = "AI三杰", .name_en = "three heroes", .target = ""},
      {.id = "gone", .name = "", .name_en = "", .target = ""},
      {.id = "outage", .name = "\"崩\"", .name_en = "outage", .target = "deepseek"}};

  const std::string json = now_json({.findings = findings(), .names = names});

  const std::size_t all = json.find(R"({"id":"all","name":"全部","name_en":"all posts")");
  const std::size_t heroes = json.find(R"({"id":"ai_heroes","name":"AI三杰")");
  const std::size_t outage = json.find(R"({"id":"outage","name":"\"崩\"")");
  EXPECT_LT(all, heroes);
  EXPECT_LT(heroes, outage);
  EXPECT_LT(outage, json.size());
  EXPECT_FALSE(has(json, "gone"));
}

TEST(NowJson, TellsWhatDependsOnTheClockOfARunningJobAlone) {
  Findings found = findings();
  found.event_ms = kNoon;
  found.waiting = 7;

  const std::string live = now_json(
      {.findings = found,
       .names = {},
       .job = NowJob{.unready = {{"source", "no \"broker\""}}, .clock_ms = kNoon + 12'500}});
  const std::string file = now_json({.findings = found, .names = {}});

  EXPECT_TRUE(has(live, R"("ready":false,"reasons":{"source":"no \"broker\""},"replay":false,)"
                        R"("lag_records":7,"event_lag_seconds":12.5,)"));
  EXPECT_FALSE(has(file, "lag"));
  EXPECT_FALSE(has(file, "ready"));
}

TEST(NowJson, TellsTheFiguresOfATopic) {
  Findings found = findings();
  found.start_ms = kNoon;
  TopicFindings& all = found.topics[0];
  all.now.kinds = {40, 0, 5, 0, 0};
  all.now.posts = {10, 10, 20};
  all.authors = 33;
  all.texts = 30;
  all.shift = Shift{
      .change = {.value = -0.3, .low = -0.41234, .high = -0.00001}, .now_n = 300, .before_n = 2000};
  all.hashtags = {{.key = 1, .posts = 9, .text = "deepseek"}};
  all.rising = {{.text = "#国货#", .now = 9, .before = 1, .z = 7.125}};

  const std::string json = now_json({.findings = found, .names = {}});

  EXPECT_TRUE(has(json, R"("now":{"posts":45,"original":40,"comment":0,"repost_bare":5,)"));
  EXPECT_TRUE(has(json, R"("negative":10,"neutral":10,"positive":20,"authors":33,"texts":30,)"
                        R"("copy_share":0.25,"net_all":{"value":0.25,)"));
  EXPECT_TRUE(has(json, R"("shift":{"active":false,"value":-0.3,"low":-0.4123,"high":0.0,)"
                        R"("now_n":300,"before_n":2000})"));
  EXPECT_TRUE(has(json, R"("hashtags":[{"text":"deepseek","posts":9}])"));
  EXPECT_TRUE(has(json, R"("rising":[{"text":"#国货#","now":9,"before":1,"z":7.125}])"));
}

TEST(NowJson, TellsABurstByWindowsHoweverWideItsBuckets) {
  Findings found = findings();
  Burst burst;
  burst.width_ms = 300'000;
  burst.range = {.begin_ms = kNoon, .end_ms = kNoon + 600'000};
  burst.expected = 12.5;
  burst.posts = 400;
  burst.severity = 8.25;
  burst.peak_ms = kNoon + 60'000;
  burst.is_open = true;
  found.topics[1].bursts = {{.burst = burst,
                             .hashtags = {{.text = "崩了", .now = 40, .before = 1, .z = 9}},
                             .terms = {}}};
  const std::string running = now_json({.findings = found, .names = {}});
  found.topics[1].bursts[0].burst.is_open = false;
  const std::string over = now_json({.findings = found, .names = {}});

  const std::string figures =
      R"("expected":2.5,"posts":400,"severity":8.25,"peak":"2025-01-27T04:01:00Z",)"
      R"("hashtags":[{"text":"崩了","now":40,"before":1}],"terms":[]})";
  EXPECT_TRUE(has(
      running, R"("burst":{"active":true,"begin":"2025-01-27T04:00:00Z","end":null,)" + figures));
  EXPECT_TRUE(has(over, R"("burst":null,"bursts":[{"active":false,)"
                        R"("begin":"2025-01-27T04:00:00Z","end":"2025-01-27T04:10:00Z",)" +
                            figures));
}

TEST(NowJson, NamesPostsOnlyWhereTheyAreWanted) {
  Findings found = findings();
  found.topics[0].examples.add(Sentiment::negative, 5'127'000'000'000'000);
  found.topics[0].examples.add(Sentiment::positive, UINT64_MAX);
  const auto text_of = [](std::uint64_t id) {
    return id == UINT64_MAX ? std::nullopt : std::optional<std::string>("太\n失望");
  };

  const std::string none = now_json({.findings = found, .names = {}, .text_of = text_of});
  const std::string ids =
      now_json({.findings = found, .names = {}, .examples = ShownExamples::ids});
  const std::string texts = now_json(
      {.findings = found, .names = {}, .examples = ShownExamples::texts, .text_of = text_of});

  EXPECT_FALSE(has(none, "5127"));
  EXPECT_TRUE(has(ids, R"("examples":[{"id":"5127000000000000","sentiment":"negative",)"
                       R"("url":"https://weibo.com/detail/5127000000000000","text":null},)"
                       R"({"id":"18446744073709551615","sentiment":"positive","url":null,)"));
  EXPECT_TRUE(has(texts, R"("text":"太\u000a失望"})"));
}

}  // namespace
}  // namespace yuqing
