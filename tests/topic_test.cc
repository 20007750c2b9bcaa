#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <thread>

#include "operators/catalogue.h"
#include "operators/topic_file.h"
#include "pipeline/embedded.h"
#include "tests/shared.h"

namespace yuqing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The operator that a configuration names, and what follows from it.
struct Topics {
  File config;
  TagTable tags;
  std::unique_ptr<Operator> topic;

  explicit Topics(const std::string& text = "")
      : config(::testing::TempDir() + "yuqing.toml", text),
        topic(make_topic(config.root().table("topic"), tags)) {}

  // The names of the topics of every text, sorted.
  std::vector<std::vector<std::string>> of(const std::vector<std::string>& texts) const {
    Batch batch;
    for (const std::string& text : texts) {
      Post& post = batch.posts.emplace_back();
      post.text = text;
      post.verdict = text == "rejected" ? Verdict::bad_time : Verdict::counted;
    }
    make_normalize()->apply(batch);
    topic->apply(batch);
    std::vector<std::vector<std::string>> names;
    for (const Post& post : batch.posts) {
      std::vector<std::string>& found = names.emplace_back();
      for (const Tag tag : batch.topics_of(post)) {
        found.push_back(tags.names()[tag]);
      }
      std::ranges::sort(found);
    }
    return names;
  }
};

// Topics of a file with this text.
Topics topics_in(const std::string& text) {
  std::ofstream(::testing::TempDir() + "topics.toml") << text;
  return Topics("[topic]\nfile = \"topics.toml\"\n");
}

TEST(Topic, MatchesWhenAnyAndEveryListHaveATermAndNoneHasNot) {
  const Topics topics = topics_in(
      "version = 1\n[[topic]]\nid = \"a\"\nany = [\"甲\", \"乙\"]\n"
      "all_of = [[\"丙\", \"丁\"], [\"AI\"]]\nnone = [\"戊\"]\n");

  EXPECT_THAT(topics.of({"甲丙AI", "AI丁乙", "甲丙", "丙AI", "甲乙AI", "甲丙AI戊", "戊甲丙AI"}),
              ElementsAre(ElementsAre("a"), ElementsAre("a"), IsEmpty(), IsEmpty(), IsEmpty(),
                          IsEmpty(), IsEmpty()));
}

TEST(Topic, GivesOnePostSeveralTopics) {
  const Topics topics;
  EXPECT_THAT(topics.of({"梁文锋这波真是国货之光，DeepSeek登顶中美两区，AI英雄实至名归！"}),
              ElementsAre(ElementsAre("ai_heroes", "made_in_china", "release")));
}

TEST(Topic, FindsNothingAcrossTheBorderOfTwoPosts) {
  const Topics topics =
      topics_in("version = 1\n[[topic]]\nid = \"a\"\nany = [\"国运\", \"open source\"]\n");

  EXPECT_THAT(
      topics.of({"国", "运", "open", "source", "", "国运", "运国", "rejected", "opensource"}),
      ElementsAre(IsEmpty(), IsEmpty(), IsEmpty(), IsEmpty(), IsEmpty(), ElementsAre("a"),
                  IsEmpty(), IsEmpty(), ElementsAre("a")));
}

TEST(Topic, TakesTheBordersOfAPostForEdges) {
  const Topics topics = topics_in("version = 1\n[[topic]]\nid = \"a\"\nany = [\"AI\"]\n");

  EXPECT_THAT(topics.of({"gp", "AI", "gc", "gpai", "AI"}),
              ElementsAre(IsEmpty(), ElementsAre("a"), IsEmpty(), IsEmpty(), ElementsAre("a")));
}

TEST(Topic, LooksAtTheAuthorsOwnWordsOnly) {
  const Topics topics;
  EXPECT_THAT(topics.of({"好//@老王:国货之光", "国货之光//@老王:转发", "@国货之光 早"}),
              ElementsAre(IsEmpty(), ElementsAre("made_in_china"), IsEmpty()));
}

TEST(Topic, FindsEveryNameInTheStory) {
  const Topics topics;
  for (const std::string name :
       {"梁文锋", "梁文峰", "Liang Wenfeng", "Wenfeng Liang", "杨植麟", "杨植霖", "Yang Zhilin",
        "何恺明", "何凯明", "恺明大神", "Kaiming He", "梁文鋒", "LiangWenfeng"}) {
    EXPECT_THAT(topics.of({name + "是天才"}), ElementsAre(ElementsAre("ai_heroes"))) << name;
  }
  EXPECT_THAT(
      topics.of({"AI三杰", "国货之光", "芯片禁令", "国产AI是最好的新年礼物"}),
      ElementsAre(ElementsAre("ai_heroes"), ElementsAre("made_in_china"), ElementsAre("chip_curbs"),
                  ElementsAre("made_in_china", "new_year_gift")));
}

TEST(Topic, TakesTwoHeroesOrOneWithPraiseForTheHeroes) {
  const Topics topics;
  const std::vector<std::string> men = {"梁文锋", "杨植麟", "何恺明"};
  for (unsigned present = 0; present < 8; present++) {
    std::string text = "今天";
    int count = 0;
    for (unsigned man = 0; man < 3; man++) {
      if ((present >> man & 1) != 0) {
        text += men[man] + "，";
        count++;
      }
    }
    EXPECT_EQ(topics.of({text}).front().empty(), count < 2) << text;
    EXPECT_EQ(topics.of({text + "骄傲"}).front().empty(), count < 1) << text;
  }
}

TEST(Topic, TakesEachPairOfItsThreeForDoubtsAboutTheSums) {
  const Topics topics;
  const std::vector<std::vector<std::string>> pairs = {
      {"H800", "几万"}, {"557万", "刀"}, {"DeepSeek", "真实成本"}};
  for (const std::vector<std::string>& left : pairs) {
    for (const std::vector<std::string>& right : pairs) {
      const std::vector<std::string> found = topics.of({left[0] + "，" + right[1]}).front();
      const bool doubts = std::ranges::find(found, "compute_doubt") != found.end();
      // 真实成本 holds 成本, which the second pair asks for too.
      EXPECT_EQ(doubts, left == right || (left == pairs[1] && right == pairs[2])) << left[0];
    }
  }
}

TEST(Topic, DoesWhatTheExamplesInTheShippedFileSay) {
  const Topics topics;
  File file("topics.toml", embedded::topics());
  for (const TopicRule& rule : read_topics(file).topics) {
    for (const TopicExample& example : rule.must_match) {
      EXPECT_THAT(topics.of({example.text}).front(), ::testing::Contains(rule.id)) << example.text;
    }
    for (const TopicExample& example : rule.must_not_match) {
      EXPECT_THAT(topics.of({example.text}).front(), ::testing::Not(::testing::Contains(rule.id)))
          << example.text;
    }
  }
}

TEST(Topic, InternsItsTopicsInTheOrderOfTheFile) {
  const Topics topics = topics_in(
      "version = 1\n[[topic]]\nid = \"b\"\nany = [\"x\"]\n[[topic]]\nid = \"a\"\nany = [\"y\"]\n");

  EXPECT_THAT(topics.tags.names(), ElementsAre("all", "b", "a"));
}

TEST(Topic, HandsTheComplaintsOfItsFileToTheConfiguration) {
  Topics topics = topics_in("version = 1\n[[topic]]\nid = \"a\"\nany = \"x\"\nnon = [\"x\"]\n");

  const std::string path = ::testing::TempDir() + "topics.toml";
  EXPECT_THAT(topics.config.complaints(),
              ElementsAre(path + ":4:7: topic.any: not a list of texts; write [\"...\", \"...\"]",
                          path + ":5:7: unknown key 'non' in [topic]; did you mean 'none'?"));
  EXPECT_THAT(topics.tags.names(), ElementsAre("all"));
  EXPECT_THAT(topics.of({"x"}), ElementsAre(IsEmpty()));
}

TEST(Topic, GivesTheSameAnswersOnManyThreadsAtOnce) {
  const Topics topics;
  const std::vector<std::string> texts(300, "DeepSeek登顶，国货之光，AI英雄");
  const std::vector<std::vector<std::string>> alone = topics.of(texts);
  std::vector<std::vector<std::vector<std::string>>> together(4);

  {
    std::vector<std::jthread> threads;
    for (auto& result : together) {
      threads.emplace_back([&] { result = topics.of(texts); });
    }
  }

  EXPECT_THAT(together, ::testing::Each(alone));
}

TEST(Topic, IsRightOnEverySample) {
  const std::filesystem::path path = shared_data() / "data/ours/samples.jsonl";
  YUQING_NEEDS(path);
  const Topics topics;
  simdjson::dom::parser parser;
  int right = 0;
  int all = 0;

  for (const simdjson::dom::element sample : parser.load_many(path.string())) {
    const std::string id(sample["id"].get_string().value());
    const std::string text(sample["text"].get_string().value());
    std::vector<std::string> gold;
    for (const simdjson::dom::element name : sample["topics"].get_array()) {
      gold.emplace_back(name.get_string().value());
    }
    std::ranges::sort(gold);
    const std::vector<std::string> found = topics.of({text}).front();
    all++;
    right += found == gold ? 1 : 0;
    EXPECT_EQ(found, gold) << id << " " << text << ": found " << ::testing::PrintToString(found)
                           << ", should be " << ::testing::PrintToString(gold);
  }
  std::cout << "topics right: " << right << " of " << all << "\n";
  EXPECT_GT(all, 0);
}

}  // namespace
}  // namespace yuqing
