#include <gtest/gtest.h>

#include <cstdlib>

#include "operators/catalogue.h"
#include "operators/evaluate.h"
#include "operators/model.h"
#include "tests/project.h"
#include "tests/shared.h"

namespace yuqing {
namespace {

Post judged(std::string_view text) {
  File none("none.toml", "");
  Batch batch;
  batch.posts.emplace_back().text = text;
  make_normalize()->apply(batch);
  make_sentiment(none.root())->apply(batch);
  return batch.posts[0];
}

TEST(Sentiment, TellsPraiseFromBlameFromNews) {
  EXPECT_EQ(judged("国货之光，太争气了，为你们骄傲！").sentiment, Sentiment::positive);
  EXPECT_EQ(judged("气死我了，什么垃圾东西，再也不用了").sentiment, Sentiment::negative);
  EXPECT_EQ(judged("【某公司今日发布财报】记者从公司获悉，发布会将于1月28日在北京举行。").sentiment,
            Sentiment::neutral);
  EXPECT_GT(judged("国货之光，太争气了，为你们骄傲！").score, 500);
  EXPECT_LT(judged("气死我了，什么垃圾东西，再也不用了").score, -500);
}

TEST(Sentiment, IsThatOfTheOwnWords) {
  const Post own = judged("气死我了，什么垃圾东西");
  const Post repost = judged("气死我了，什么垃圾东西//@热搜君:太自豪了！骄傲！");

  EXPECT_EQ(repost.sentiment, own.sentiment);
  EXPECT_EQ(repost.score, own.score);
}

TEST(Sentiment, OfABareRepostIsNeutral) {
  const Post post = judged("转发微博//@热搜君:太自豪了！骄傲！");

  EXPECT_EQ(post.sentiment, Sentiment::neutral);
  EXPECT_EQ(post.score, 0);
}

TEST(Sentiment, ComesWithConfidenceAndEmotion) {
  const Post post = judged("气死我了，什么垃圾东西，再也不用了");

  EXPECT_EQ(post.emotion, Emotion::angry);
  EXPECT_GT(post.confidence, 600);
  EXPECT_LE(post.confidence, 1000);
}

TEST(Sentiment, IsTheSameInTraditionalAndSimplified) {
  EXPECT_EQ(judged("國貨之光，為你們驕傲").score, judged("国货之光，为你们骄傲").score);
}

TEST(Sentiment, LeavesRejectedPostsAlone) {
  File none("none.toml", "");
  Batch batch;
  batch.posts.emplace_back().verdict = Verdict::bad_text;
  batch.posts[0].score = 7;

  make_sentiment(none.root())->apply(batch);

  EXPECT_EQ(batch.posts[0].score, 7);
}

TEST(Sentiment, ComplainsAboutAModelThatIsNone) {
  File config((project_dir() / "deploy/x.toml").string(), "[sentiment]\nmodel = \"topics.toml\"\n");

  EXPECT_EQ(make_sentiment(config.root().table("sentiment")), nullptr);

  const std::vector<std::string> complaints = config.complaints();
  ASSERT_EQ(complaints.size(), 1u);
  EXPECT_NE(complaints[0].find("x.toml:2: sentiment.model: "), std::string::npos) << complaints[0];
  EXPECT_NE(complaints[0].find("not a model of yuqing; give a file"), std::string::npos)
      << complaints[0];
}

// The gates of the shipped model, on texts that are no part of the project.
class ShippedModel : public testing::TestWithParam<std::pair<const char*, double>> {};

TEST_P(ShippedModel, ReachesItsMacroF1) {
  const auto& [name, least] = GetParam();
  const std::filesystem::path file = shared_data() / "data/real/sentiment" / name;
  YUQING_NEEDS(file);

  const Measured measured = measure(*LoadedModel({}), read_labelled(file));

  EXPECT_GE(measured.sentiment.macro_f1, least) << report(measured);
}

INSTANTIATE_TEST_SUITE_P(Gates, ShippedModel,
                         testing::Values(std::pair("smp2020_usual.eval.tsv", 0.80),
                                         std::pair("ours.dev.tsv", 0.74)));

}  // namespace
}  // namespace yuqing
