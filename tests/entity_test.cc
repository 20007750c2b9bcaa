#include "operators/entity.h"

#include <gtest/gtest.h>

#include "operators/normalize.h"

namespace yuqing {
namespace {

EntityRule entity(const std::string& id, const std::vector<std::string>& aliases) {
  EntityRule rule{.id = id, .name = id, .aliases = {}};
  for (const std::string& alias : aliases) {
    rule.aliases.push_back(read_pattern("\"" + alias + "\"", {}).leaves.front());
  }
  return rule;
}

// Six entities, and the shipped model.
struct Judge {
  TopicSet set{.name = "",
               .entities = {entity("deepseek", {"DeepSeek", "深度求索"}),
                            entity("openai", {"OpenAI", "ChatGPT", "GPT4"}),
                            entity("kimi", {"Kimi"}), entity("ernie", {"文心一言"}),
                            entity("liang", {"梁文锋"}), entity("yang", {"杨植麟"})},
               .topics = {}};
  TagTable tags;
  TopicPlan plan{set, tags};
  TopicMatcher matcher{plan};
  LoadedModel model{{}};
  EntityJudge judge{{11, 12, 13, 14, 15, 16}, *model};

  // "deepseek+ openai-", by tag; "=" is neutral.
  std::string of(std::string_view text, Kind kind = Kind::original) {
    Batch batch;
    Post& post = batch.posts.emplace_back();
    post.text = text;
    post.kind = kind;
    normalize(own_text(text), batch.chars, batch.classes);
    post.own = {.begin = 0, .size = static_cast<std::uint32_t>(batch.chars.size())};
    post.score = model->opinion_of(text).score;
    matcher.match(batch, post);
    judge.judge(batch, post, matcher.entity_hits());
    return written(batch.opinions_of(post));
  }

  std::string written(std::span<const TagOpinion> opinions) const {
    std::string line;
    for (const TagOpinion& opinion : opinions) {
      line += line.empty() ? "" : " ";
      line += set.entities[opinion.entity - 11U].id;
      line += "-=+"[static_cast<std::size_t>(opinion.sentiment)];
    }
    return line;
  }
};

std::string judged(std::string_view text) {
  static Judge judge;
  return judge.of(text);
}

TEST(EntityJudge, PrefersTheOneThatWins) {
  EXPECT_EQ(judged("DeepSeek吊打ChatGPT"), "deepseek+ openai-");
  EXPECT_EQ(judged("ChatGPT吊打DeepSeek"), "deepseek- openai+");
  EXPECT_EQ(judged("深度求索直接秒杀了文心一言"), "deepseek+ ernie-");
  EXPECT_EQ(judged("实测Kimi完爆文心一言。"), "kimi+ ernie-");
  EXPECT_EQ(judged("DeepSeek 碾压 OpenAI"), "deepseek+ openai-");
  EXPECT_EQ(judged("DeepSeek這次打敗了ChatGPT！"), "deepseek+ openai-");
  EXPECT_EQ(judged("DeepSeek beats ChatGPT"), "deepseek+ openai-");
  EXPECT_EQ(judged("写代码Kimi胜过ChatGPT"), "openai- kimi+");
  EXPECT_EQ(judged("DeepSeek的推理已经超越GPT4"), "deepseek+ openai-");
}

TEST(EntityJudge, BlamesTheOneThatLoses) {
  EXPECT_EQ(judged("文心一言不如DeepSeek"), "deepseek+ ernie-");
  EXPECT_EQ(judged("DeepSeek远不如ChatGPT"), "deepseek- openai+");
  EXPECT_EQ(judged("Kimi真的比不上DeepSeek"), "deepseek+ kimi-");
  EXPECT_EQ(judged("ChatGPT输给了DeepSeek"), "deepseek+ openai-");
  EXPECT_EQ(judged("文心一言打不过Kimi"), "kimi+ ernie-");
  EXPECT_EQ(judged("ChatGPT被DeepSeek吊打"), "deepseek+ openai-");
  EXPECT_EQ(judged("DeepSeek把ChatGPT秒杀了"), "deepseek+ openai-");
}

TEST(EntityJudge, ReadsTheQualityBehindAComparison) {
  EXPECT_EQ(judged("DeepSeek比ChatGPT好用"), "deepseek+ openai-");
  EXPECT_EQ(judged("DeepSeek比ChatGPT更聪明"), "deepseek+ openai-");
  EXPECT_EQ(judged("DeepSeek比文心一言强多了"), "deepseek+ ernie-");
  EXPECT_EQ(judged("DeepSeek比ChatGPT慢"), "deepseek- openai+");
  EXPECT_EQ(judged("ChatGPT比DeepSeek贵"), "deepseek+ openai-");
  EXPECT_EQ(judged("文心一言比Kimi难用"), "kimi+ ernie-");
  EXPECT_EQ(judged("文心一言没有DeepSeek好用"), "deepseek+ ernie-");
  EXPECT_EQ(judged("Kimi没ChatGPT那么准"), "openai+ kimi-");
  EXPECT_EQ(judged("DeepSeek没有ChatGPT那么贵"), "deepseek+ openai-");
}

TEST(EntityJudge, KnowsThatAsGoodIsPraiseOfOneOnly) {
  EXPECT_EQ(judged("DeepSeek不比ChatGPT差"), "deepseek+");
  EXPECT_EQ(judged("DeepSeek丝毫不输ChatGPT"), "deepseek+");
  EXPECT_EQ(judged("Kimi完全不亚于GPT4"), "kimi+");
  EXPECT_EQ(judged("文心一言比Kimi还差"), "ernie-");
  EXPECT_EQ(judged("文心一言还不如Kimi"), "ernie-");
}

TEST(EntityJudge, SaysNothingWhereAComparisonIsDenied) {
  EXPECT_EQ(judged("DeepSeek没吊打ChatGPT"), "");
  EXPECT_EQ(judged("DeepSeek并不能吊打ChatGPT"), "");
  EXPECT_EQ(judged("DeepSeek吊打ChatGPT是不可能的"), "");
  EXPECT_EQ(judged("DeepSeek超越ChatGPT纯属吹牛"), "");
  EXPECT_EQ(judged("DeepSeek不比ChatGPT好"), "");
  EXPECT_EQ(judged("DeepSeek比ChatGPT好不到哪去"), "");
  EXPECT_EQ(judged("DeepSeek未必不如ChatGPT"), "");
}

TEST(EntityJudge, SaysNothingWhereAComparisonIsAskedToldOrHopedFor) {
  EXPECT_EQ(judged("DeepSeek吊打ChatGPT？"), "");
  EXPECT_EQ(judged("DeepSeek真的比ChatGPT好用吗"), "");
  EXPECT_EQ(judged("DeepSeek能不能打败ChatGPT"), "");
  EXPECT_EQ(judged("谁说文心一言不如Kimi"), "");
  EXPECT_EQ(judged("都说DeepSeek吊打ChatGPT"), "");
  EXPECT_EQ(judged("据称DeepSeek超越GPT4"), "");
  EXPECT_EQ(judged("希望DeepSeek打败ChatGPT"), "");
  EXPECT_EQ(judged("如果DeepSeek超越ChatGPT"), "");
  EXPECT_EQ(judged("DeepSeek要超越ChatGPT"), "");
  EXPECT_EQ(judged("DeepSeek和ChatGPT哪个好用"), "");
  EXPECT_EQ(judged("DeepSeek跟ChatGPT比差距还在"), "");
}

TEST(EntityJudge, SaysNothingUnderIrony) {
  EXPECT_EQ(judged("DeepSeek吊打ChatGPT[微笑]"), "");
  EXPECT_EQ(judged("对对对，DeepSeek吊打ChatGPT"), "");
  EXPECT_EQ(judged("呵呵，DeepSeek比ChatGPT好用"), "");
}

TEST(EntityJudge, SaysNothingWhereFiguresAreCompared) {
  EXPECT_EQ(judged("DeepSeek下载量超过ChatGPT，登顶榜首"), "");
}

TEST(EntityJudge, ComparesWithWhatHasNoName) {
  EXPECT_EQ(judged("吊打ChatGPT"), "openai-");
  EXPECT_EQ(judged("比ChatGPT好用多了"), "openai-");
  EXPECT_EQ(judged("差远了，还是比不上ChatGPT"), "openai+");
  EXPECT_EQ(judged("被DeepSeek碾压"), "deepseek+");
  EXPECT_EQ(judged("没有DeepSeek好用"), "deepseek+");
  EXPECT_EQ(judged("DeepSeek吊打一众国外模型"), "deepseek+");
}

TEST(EntityJudge, TakesNamesInAListForOne) {
  EXPECT_EQ(judged("DeepSeek吊打ChatGPT和文心一言"), "deepseek+ openai- ernie-");
  EXPECT_EQ(judged("DeepSeek和Kimi都比文心一言好用"), "deepseek+ kimi+ ernie-");
  EXPECT_EQ(judged("DeepSeek和ChatGPT各有所长"), "deepseek= openai=");
  EXPECT_EQ(judged("梁文锋、杨植麟都是国货之光，太争气了，为你们骄傲"), "liang+ yang+");
}

TEST(EntityJudge, ComparesOnlyWithinAClause) {
  EXPECT_EQ(judged("DeepSeek更新了，吊打ChatGPT"), "openai-");
  EXPECT_EQ(judged("DeepSeek。吊打。ChatGPT"), "");
}

TEST(EntityJudge, BelievesWordsThatTheModelAgreesWith) {
  EXPECT_EQ(judged("DeepSeek太争气了，国货之光，为你们骄傲！"), "deepseek+");
  EXPECT_EQ(judged("文心一言就是垃圾，答非所问，太失望了"), "ernie-");
  EXPECT_EQ(judged("致敬梁文锋，真正的英雄，太了不起了"), "liang+");
  EXPECT_EQ(judged("Kimi真难用，气死我了，什么垃圾"), "kimi-");
}

TEST(EntityJudge, GivesEachNameTheWordsUpToTheNext) {
  // The post as a whole is one or the other, so at most one of the two is believed.
  const std::string both = judged("DeepSeek太争气了，国货之光，骄傲！文心一言垃圾，难用，失望");
  EXPECT_EQ(both.find("deepseek-"), std::string::npos);
  EXPECT_EQ(both.find("ernie+"), std::string::npos);
}

TEST(EntityJudge, SaysNothingWhereItIsUnsure) {
  EXPECT_EQ(judged("DeepSeek发布了新版本"), "");
  EXPECT_EQ(judged("今天用DeepSeek写了周报"), "");
  EXPECT_EQ(judged("DeepSeek是不是很厉害？"), "");
  EXPECT_EQ(judged("感谢OpenAI亲自下场做广告，太厉害了"), "");
  EXPECT_EQ(judged("DeepSeek不厉害"), "");
  EXPECT_EQ(judged("DeepSeek在ChatGPT面前真是太厉害了，骄傲"), "");
  EXPECT_EQ(judged("国货之光，太争气了，骄傲！"), "");
  EXPECT_EQ(judged(""), "");
}

TEST(EntityJudge, LeavesOutWhoIsPraisedAndBlamedInOnePost) {
  EXPECT_EQ(judged("DeepSeek吊打ChatGPT。不过DeepSeek不如Kimi。"), "openai- kimi+");
}

TEST(EntityJudge, KeepsToTheOwnWordsOfWhoHasAnOpinion) {
  Judge judge;
  EXPECT_EQ(judge.of("说得对//@网友:DeepSeek吊打ChatGPT"), "");
  EXPECT_EQ(judge.of("DeepSeek吊打ChatGPT", Kind::comment), "deepseek+ openai-");
  EXPECT_EQ(judge.of("DeepSeek吊打ChatGPT", Kind::repost_bare), "");
  EXPECT_EQ(judge.of("DeepSeek吊打ChatGPT", Kind::notice), "");
}

TEST(EntityJudge, WantsTheEdgesOfANameAsTopicsDo) {
  EXPECT_EQ(judged("xdeepseek吊打ChatGPT"), "openai-");
  EXPECT_EQ(judged("deepseek吊打chatgpt"), "deepseek+ openai-");
}

TEST(EntityJudge, WritesOneOpinionOfEachAscendingByTag) {
  Judge judge;
  Batch batch;
  for (const std::string_view text :
       {"Kimi吊打ChatGPT，DeepSeek吊打ChatGPT", "没有名字", "文心一言不如DeepSeek"}) {
    Post& post = batch.posts.emplace_back();
    post.text = text;
    post.own.begin = static_cast<std::uint32_t>(batch.chars.size());
    normalize(text, batch.chars, batch.classes);
    post.own.size = static_cast<std::uint32_t>(batch.chars.size()) - post.own.begin;
  }
  for (Post& post : batch.posts) {
    judge.matcher.match(batch, post);
    judge.judge.judge(batch, post, judge.matcher.entity_hits());
  }

  const auto written = [&](std::size_t i) {
    return judge.written(batch.opinions_of(batch.posts[i]));
  };
  EXPECT_EQ(written(0), "deepseek+ openai- kimi+");
  EXPECT_EQ(written(1), "");
  EXPECT_EQ(written(2), "deepseek+ ernie-");
}

}  // namespace
}  // namespace yuqing
