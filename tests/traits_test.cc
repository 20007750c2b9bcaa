#include "operators/traits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "operators/catalogue.h"
#include "operators/normalize.h"
#include "pipeline/gists.h"
#include "pipeline/plain_text.h"

namespace yuqing {
namespace {

std::uint64_t gist_of_text(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(text, chars, classes);
  return gist_of({chars.data(), chars.size()}, classes);
}

// A batch as it leaves the stages, with the ids 1, 2, ...
struct Scored {
  explicit Scored(const std::vector<std::string>& texts, bool analytics = true) {
    for (const std::string& text : texts) {
      Post post;
      post.id = batch.posts.size() + 1;
      post.text = text;
      batch.posts.push_back(post);
    }
    make_normalize()->apply(batch);
    make_traits(analytics)->apply(batch);
  }
  const Post& post(std::size_t i) const { return batch.posts.at(i); }
  std::vector<std::string> hashtags(std::size_t i) const {
    std::vector<std::string> found;
    for (const Hashtag& hashtag : batch.hashtags_of(post(i))) {
      found.push_back(utf8_of(batch.normal(hashtag.text)));
    }
    return found;
  }
  std::set<std::string> terms(std::size_t i) const {
    std::set<std::string> found;
    for (const TermKey& term : batch.terms_of(post(i))) {
      found.insert(term.text.size > 0 ? utf8_of(batch.normal(term.text))
                                      : utf8_of(packed_text(term.key)));
    }
    EXPECT_EQ(found.size(), post(i).terms.size) << "each stands once";
    return found;
  }

  Batch batch;
};

constexpr std::string_view kText =
    "国产大模型这次真的让人眼前一亮，推理又快又稳，价格还不到同行的十分之一，必须支持一下国货";

TEST(Traits, GiveEqualGistsToWhatDiffersInMarksLinksAndNamesOnly) {
  const std::uint64_t gist = gist_of_text(kText);

  EXPECT_NE(gist, 0u);
  EXPECT_EQ(gist_of_text(std::string(kText) + "！！！[doge] @张三 http://t.cn/A6abcde"), gist);
  EXPECT_EQ(gist_of_text("#" + std::string(kText) + "#"), gist);
}

TEST(Traits, GiveNearGistsToTextsThatAreChangedALittle) {
  const std::uint64_t gist = gist_of_text(kText);

  EXPECT_TRUE(are_near(gist_of_text(std::string(kText) + "转给朋友看看"), gist));
  EXPECT_TRUE(are_near(gist_of_text("快来看 " + std::string(kText)), gist));
  EXPECT_FALSE(are_near(
      gist_of_text("今天的地铁又晚点了，早高峰挤得人喘不过气，什么时候才能修好信号系统"), gist));
}

TEST(Traits, GiveAGistToTheShortestTextsAndNoneToThoseWithoutWords) {
  EXPECT_NE(gist_of_text("好"), 0u);
  EXPECT_NE(gist_of_text("好"), gist_of_text("赞"));
  EXPECT_EQ(gist_of_text("好！"), gist_of_text("好"));
  EXPECT_FALSE(are_near(gist_of_text("支持"), gist_of_text("反对")));
  EXPECT_EQ(gist_of_text(""), 0u);
  EXPECT_EQ(gist_of_text("[doge][doge] http://t.cn/A6abcde @张三 ！！"), 0u);
}

TEST(Traits, GiveNoGistToWhoOnlyPassesSomethingOn) {
  const Scored scored({"转发微博", "说得好//@张三:国货之光", "//@张三:国货之光"});

  EXPECT_EQ(scored.post(0).gist, 0u);
  EXPECT_EQ(scored.post(1).gist, gist_of_text("说得好"));
  EXPECT_EQ(scored.post(2).gist, 0u);
}

TEST(Traits, FindTheHashtagsOfOwnAndQuotedWordsEachOnce) {
  const Scored scored({"#国货之光#好#国貨之光#", "看//@张三:#春节档# #国货之光#", "没有"});

  EXPECT_EQ(scored.hashtags(0), (std::vector<std::string>{"国货之光"}));
  EXPECT_EQ(scored.hashtags(1), (std::vector<std::string>{"春节档", "国货之光"}));
  EXPECT_EQ(scored.hashtags(2), (std::vector<std::string>{}));
  EXPECT_EQ(scored.batch.hashtags.at(0).key, scored.batch.hashtags.at(2).key);
}

TEST(Traits, FindTheTermsOfOneInFourPosts) {
  const Scored scored(std::vector<std::string>(4'000, "国货之光DeepSeek R1 2025//@张三:春节"));

  const auto sampled = std::ranges::count_if(scored.batch.posts, &Post::terms_sampled);
  EXPECT_NEAR(static_cast<double>(sampled), 1'000, 100);
  for (std::size_t i = 0; i < scored.batch.posts.size(); i++) {
    ASSERT_EQ(scored.post(i).terms_sampled, is_term_sample(scored.post(i).id));
    ASSERT_EQ(scored.terms(i),
              scored.post(i).terms_sampled
                  ? (std::set<std::string>{"国货", "货之", "之光", "deepseek", "r1"})
                  : (std::set<std::string>{}));
  }
}

TEST(Traits, GiveEachTermOfAPostOnce) {
  std::uint64_t id = 1;
  while (!is_term_sample(id)) {
    id++;
  }
  const Scored scored(std::vector<std::string>(id, "好好好好 ok OK"));

  EXPECT_EQ(scored.terms(id - 1), (std::set<std::string>{"好好", "ok"}));
}

TEST(Traits, LeaveOutPairsWithParticles) {
  std::uint64_t id = 1;
  while (!is_term_sample(id)) {
    id++;
  }
  const Scored scored(std::vector<std::string>(id, "国产的好吗"));

  EXPECT_EQ(scored.terms(id - 1), (std::set<std::string>{"国产"}));
}

TEST(Traits, WithoutAnalyticsAreGistsAlone) {
  const Scored scored(std::vector<std::string>(64, "#国货之光#好"), false);

  EXPECT_NE(scored.post(0).gist, 0u);
  EXPECT_TRUE(scored.batch.hashtags.empty());
  EXPECT_TRUE(scored.batch.terms.empty());
}

}  // namespace
}  // namespace yuqing
