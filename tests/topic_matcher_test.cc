#include "operators/topic_matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "operators/normalize.h"

namespace yuqing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Span append(Batch& batch, std::string_view text) {
  const auto begin = static_cast<std::uint32_t>(batch.chars.size());
  normalize(text, batch.chars, batch.classes);
  return {.begin = begin, .size = static_cast<std::uint32_t>(batch.chars.size()) - begin};
}

// What is written in a post besides its own text.
struct Around {
  std::string_view chain = {};
  std::string_view root = {};
  std::string_view author = {};
  std::string_view region = {};
};

Post& add_post(Batch& batch, std::string_view text, const Around& around = {}) {
  Post& post = batch.posts.emplace_back();
  post.text = text;
  post.author = around.author;
  post.region = around.region;
  post.own = append(batch, text);
  post.chain = append(batch, around.chain);
  post.root_span = append(batch, around.root);
  return post;
}

TopicRule rule(const std::string& id, const std::string& query,
               const std::vector<EntityRule>& entities = {}) {
  const ReadQuery read = read_query(query, entities);
  EXPECT_FALSE(read.mistake) << query;
  TopicRule made;
  made.id = id;
  made.match = read.query;
  made.leaves = read.leaves;
  return made;
}

TopicRule excluding(TopicRule made, const std::string& term) {
  made.none.push_back(static_cast<std::uint32_t>(made.leaves.size()));
  made.leaves.push_back(read_pattern(term, {}).leaves.front());
  return made;
}

// Topics with a plan and one matcher for all posts.
struct Topics {
  TopicSet set;
  TagTable tags;
  TopicPlan plan;
  TopicMatcher matcher;

  explicit Topics(TopicSet given) : set(std::move(given)), plan(set, tags), matcher(plan) {}
  explicit Topics(std::vector<TopicRule> rules)
      : Topics(TopicSet{.name = "", .entities = {}, .topics = std::move(rules)}) {}

  std::vector<std::string> of(std::string_view text, const Around& around = {}) {
    Batch batch;
    Post& post = add_post(batch, text, around);
    matcher.match(batch, post);
    std::vector<std::string> names;
    for (const Tag tag : batch.topics_of(post)) {
      names.push_back(tags.names()[tag]);
    }
    return names;
  }

  bool has(std::string_view text, const Around& around = {}) { return !of(text, around).empty(); }
};

bool matches(const std::string& query, std::string_view text) {
  return Topics({rule("a", query)}).has(text);
}

TEST(TopicMatcher, JudgesAndOrAndNot) {
  const std::string query = "甲 & (乙 | 丙丁) & !戊";
  EXPECT_TRUE(matches(query, "乙甲"));
  EXPECT_TRUE(matches(query, "甲丙丁"));
  EXPECT_FALSE(matches(query, "甲丙"));
  EXPECT_FALSE(matches(query, "乙丙丁"));
  EXPECT_FALSE(matches(query, "戊甲乙"));
  EXPECT_TRUE(matches("甲 | 乙丙 & 丁", "甲"));
  EXPECT_TRUE(matches("!(甲 | 乙) & 丙丁", "丙丁"));
  EXPECT_FALSE(matches("!(甲 | 乙) & 丙丁", "丙丁乙"));
  EXPECT_TRUE(matches("!!甲乙", "甲乙"));
}

TEST(TopicMatcher, JudgesATopicThatMayMatchWithoutThatArm) {
  EXPECT_TRUE(matches("甲 & (!乙 | 丙)", "甲"));
  EXPECT_FALSE(matches("甲 & (!乙 | 丙)", "甲乙"));
  EXPECT_TRUE(matches("甲 & (!乙 | 丙)", "甲乙丙"));
}

TEST(TopicMatcher, KnowsNothingOfThePostBefore) {
  Topics topics({rule("a", "甲甲 & 乙乙"), rule("b", "丙 & /丁+/")});
  EXPECT_FALSE(topics.has("甲甲"));
  EXPECT_FALSE(topics.has("乙乙"));
  EXPECT_TRUE(topics.has("乙乙甲甲"));
  EXPECT_FALSE(topics.has("甲甲"));
  EXPECT_TRUE(topics.has("丙丁"));
  EXPECT_FALSE(topics.has("丙"));
  EXPECT_FALSE(topics.has("丁"));
}

TEST(TopicMatcher, GivesTagsInAscendingOrder) {
  Topics topics({rule("a", "丙"), rule("b", "乙乙"), rule("c", "甲甲 | 乙乙")});
  EXPECT_THAT(topics.of("乙乙甲甲丙"), ElementsAre("a", "b", "c"));
}

TEST(TopicMatcher, LetsExclusionsWin) {
  Topics topics({excluding(rule("a", "关税"), "免关税代购")});
  EXPECT_TRUE(topics.has("关税又涨了"));
  EXPECT_FALSE(topics.has("免关税代购，懂的来"));
}

TEST(TopicMatcher, CountsNearnessInCharactersWordsAndNumbers) {
  EXPECT_TRUE(matches("芯片 ~3 禁令", "芯片的新的禁令"));
  EXPECT_FALSE(matches("芯片 ~2 禁令", "芯片的新的禁令"));
  EXPECT_TRUE(matches("芯片 ~2 禁令", "芯片 export 2025 禁令"));
  EXPECT_FALSE(matches("芯片 ~1 禁令", "芯片 export 2025 禁令"));
  EXPECT_TRUE(matches("芯片 ~0 禁令", "芯片 禁令"));
  EXPECT_TRUE(matches("芯片 ~1 禁令", "芯片，禁令"));
  EXPECT_FALSE(matches("芯片 ~0 禁令", "芯片，禁令"));
  EXPECT_TRUE(matches("芯片 ~1 禁令", "芯片[微笑]禁令"));
}

TEST(TopicMatcher, KnowsBothOrdersAndOne) {
  EXPECT_TRUE(matches("芯片 ~14 禁令", "禁令芯片"));
  EXPECT_FALSE(matches("芯片 >14 禁令", "禁令芯片"));
  EXPECT_TRUE(matches("芯片 >14 禁令", "禁令芯片禁令"));
}

TEST(TopicMatcher, DoesNotTakeOverlappingHitsForNear) {
  EXPECT_FALSE(matches("国产 ~5 国产", "国产模型"));
  EXPECT_TRUE(matches("国产 ~5 国产", "国产模型国产"));
  EXPECT_FALSE(matches("国产模 ~5 模型", "国产模型"));
  EXPECT_FALSE(matches("哈哈 ~5 哈哈", "哈哈哈"));
  EXPECT_TRUE(matches("哈哈 ~5 哈哈", "哈哈哈哈"));
}

TEST(TopicMatcher, FindsTheNearestOfManyPlaces) {
  EXPECT_TRUE(matches("(甲 | 乙) ~1 (丙 | 丁)", "甲一二三乙四丁五六丙"));
  EXPECT_FALSE(matches("(甲 | 乙) ~1 (丙 | 丁)", "甲一二三丁四五乙六七丙"));
}

TEST(TopicMatcher, ReadsWholeHashtags) {
  EXPECT_TRUE(matches("#国货之光#", "#国货之光#看完了"));
  EXPECT_FALSE(matches("#国货之光#", "国货之光"));
  EXPECT_FALSE(matches("#国货之光#", "#国货之光芒#"));
  EXPECT_FALSE(matches("#国货#", "#国货之光#"));
  EXPECT_TRUE(matches("#国货#", "＃國貨＃"));
  EXPECT_TRUE(matches("#国货#", "#AI##国货#"));
  EXPECT_TRUE(matches("#国货#", "##国货#"));
  EXPECT_TRUE(matches("#国货#", "#国货[超话]#"));
  EXPECT_FALSE(matches("#国货#", "#AI#国货#"));
  const std::string words(3 * 59, 'a');
  EXPECT_TRUE(matches("#国货#", "#" + words + "#国货#"));
}

TopicRule looking_in(Places places, const std::string& query) {
  TopicRule made = rule("a", query);
  made.places = places;
  return made;
}

TEST(TopicMatcher, LooksOnlyInThePlacesOfItsTopic) {
  Topics text({looking_in(bit(Place::text), "国货")});
  EXPECT_TRUE(text.has("国货"));
  EXPECT_FALSE(text.has("#国货#"));
  Topics tags({looking_in(bit(Place::hashtags), "国货")});
  EXPECT_FALSE(tags.has("国货"));
  EXPECT_TRUE(tags.has("a #国货之光# b"));
  Topics author({looking_in(bit(Place::author), "日报")});
  EXPECT_FALSE(author.has("日报"));
  EXPECT_TRUE(author.has("好", {.author = "人民日报"}));
  Topics region({looking_in(bit(Place::region) | bit(Place::text), "广东")});
  EXPECT_TRUE(region.has("好", {.region = "发布于 廣東"}));
  EXPECT_TRUE(region.has("广东"));
  EXPECT_FALSE(region.has("好", {.author = "广东"}));
  Topics chain({looking_in(bit(Place::chain), "国货")});
  EXPECT_TRUE(chain.has("好", {.chain = "国货"}));
  EXPECT_FALSE(chain.has("好", {.root = "国货"}));
}

TEST(TopicMatcher, FindsNothingAcrossTheBorderOfTwoTexts) {
  Topics topics({looking_in(bit(Place::text) | bit(Place::chain), "国货 | 甲 ~9 乙")});
  EXPECT_FALSE(topics.has("国", {.chain = "货"}));
  EXPECT_FALSE(topics.has("甲", {.chain = "乙"}));
  EXPECT_TRUE(topics.has("好", {.chain = "乙甲"}));
}

TEST(TopicMatcher, ReadsNamesOfMentionsOnlyWhereAsked) {
  EXPECT_TRUE(matches("@人民日报", "转给 @人民日报 看看"));
  EXPECT_FALSE(matches("@人民", "转给 @人民日报 看看"));
  EXPECT_FALSE(matches("人民日报", "转给 @人民日报 看看"));
  Topics topics({looking_in(bit(Place::mentions), "日报")});
  EXPECT_TRUE(topics.has("转给@人民日報"));
  EXPECT_FALSE(topics.has("日报"));
}

TEST(TopicMatcher, TakesQuotedTextsAsTheTopicAsks) {
  TopicRule own = rule("own", "国货");
  TopicRule inherit = rule("inherit", "国货");
  TopicRule both = rule("both", "国货");
  inherit.repost = Repost::inherit;
  both.repost = Repost::both;
  Topics topics({own, inherit, both});

  EXPECT_THAT(topics.of("国货"), ElementsAre("own", "inherit", "both", "both_inherited"));
  EXPECT_THAT(topics.of("好", {.chain = "国货"}), ElementsAre("inherit", "both_inherited"));
  EXPECT_THAT(topics.of("好", {.root = "国货"}), ElementsAre("inherit", "both_inherited"));
  EXPECT_THAT(topics.of("", {.root = "国货"}),
              ElementsAre("own", "inherit", "both", "both_inherited"));
  EXPECT_THAT(topics.of("好"), IsEmpty());
}

TEST(TopicMatcher, RunsExpressionsOnTheNormalForm) {
  EXPECT_TRUE(matches("/梁文[锋峰]/", "梁文鋒"));
  EXPECT_TRUE(matches("/R[12]\\b/", "ＤｅｅｐＳｅｅｋ R2"));
  EXPECT_FALSE(matches("/梁文[锋峰]/", "梁文"));
  EXPECT_FALSE(matches("/梁.文/", "梁文"));
  EXPECT_TRUE(matches("/^.{2}$/ & 好", "好坏"));
  EXPECT_TRUE(matches("/[a-z]+哥/ ~1 好", "A哥很好"));
  EXPECT_FALSE(matches("/[a-z]+哥/ ~0 好", "A哥很好"));
}

TEST(TopicMatcher, TellsWhereEntitiesStand) {
  EntityRule entity{.id = "deepseek", .name = "", .aliases = {}};
  for (const std::string alias : {"DeepSeek", "DeepSeek*", "深度求索"}) {
    entity.aliases.push_back(read_pattern(alias, {}).leaves.front());
  }
  TopicSet set{.name = "", .entities = {entity}, .topics = {rule("a", "好")}};
  Topics topics(set);
  Batch batch;
  Post& post = add_post(batch, "深度求索的DeepSeek", {.chain = "deepseek"});

  topics.matcher.match(batch, post);

  std::vector<std::pair<std::uint32_t, std::uint32_t>> places;
  for (const EntityHit& hit : topics.matcher.entity_hits()) {
    places.emplace_back(hit.begin, hit.end);
  }
  EXPECT_THAT(places, ElementsAre(std::pair(0, 4), std::pair(5, 13), std::pair(5, 13)));
}

TEST(TopicMatcher, ExplainsWhatStandsAndWhatIsMissing) {
  using Is = TopicVerdict::Is;
  Topics topics({rule("a", "甲甲 & 乙"), excluding(rule("b", "甲甲"), "丙"), rule("c", "丁 & 戊")});
  Batch batch;
  Post& post = add_post(batch, "丙甲甲");

  const std::vector<TopicVerdict> verdicts = topics.matcher.explain(batch, post);

  ASSERT_EQ(verdicts.size(), 3u);
  EXPECT_EQ(verdicts[0].is, Is::near_miss);
  EXPECT_EQ(verdicts[1].is, Is::removed);
  EXPECT_EQ(verdicts[2].is, Is::far);
  ASSERT_EQ(verdicts[1].hits.size(), 2u);
  EXPECT_EQ(verdicts[1].hits[0].begin, 1u);
  EXPECT_EQ(verdicts[1].hits[0].end, 3u);
  EXPECT_EQ(verdicts[1].hits[1].leaf, 1u);
  EXPECT_THAT(verdicts[2].hits, IsEmpty());
}

TEST(TopicMatcher, KeepsATopicApartFromAThousandOthers) {
  std::vector<TopicRule> rules;
  for (int i = 0; i < 1000; i++) {
    const std::string n = std::to_string(10000 + i);
    rules.push_back(rule("t" + n, "甲" + n + " & (乙" + n + " | 丙丁) & !戊" + n));
  }
  Topics topics(rules);

  EXPECT_THAT(topics.of("甲10000 丙丁"), ElementsAre("t10000"));
  EXPECT_THAT(topics.of("甲10999 乙10999 甲10064丙丁"), ElementsAre("t10064", "t10999"));
  EXPECT_THAT(topics.of("甲10999 乙10999 戊10999"), IsEmpty());
  EXPECT_THAT(topics.of("甲10003 乙10004"), IsEmpty());
}

}  // namespace
}  // namespace yuqing
