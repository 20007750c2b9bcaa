// What is the author's own, what is quoted, and what kind of post that makes.
#include <gtest/gtest.h>

#include "operators/catalogue.h"
#include "operators/normalize.h"
#include "operators/notice.h"

namespace yuqing {
namespace {

struct Read {
  Kind kind = Kind::original;
  std::string own;
  std::string quoted;
  std::string chain;
  std::string root;
};

std::string written(Span span, const Batch& batch) {
  std::string text;
  for (std::size_t i = span.begin; i < span.begin + std::size_t{span.size}; i++) {
    const char16_t unit = batch.chars[i];
    if (unit < 0x80) {
      text += static_cast<char>(unit);
    } else {
      text += {static_cast<char>(0xE0 | unit >> 12), static_cast<char>(0x80 | (unit >> 6 & 0x3F)),
               static_cast<char>(0x80 | (unit & 0x3F))};
    }
  }
  return text;
}

Read read(std::string_view text, Kind shown = Kind::original, std::string_view root = {}) {
  Batch batch;
  Post& post = batch.posts.emplace_back();
  post.text = text;
  post.root = root;
  post.kind = shown;
  make_normalize()->apply(batch);
  EXPECT_EQ(batch.chars.size(), batch.classes.size());
  EXPECT_EQ(post.own.size + post.quoted.size, batch.chars.size());
  EXPECT_LE(post.own.begin, post.quoted.size > 0 ? post.quoted.begin : post.own.begin);
  return {.kind = post.kind,
          .own = written(post.own, batch),
          .quoted = written(post.quoted, batch),
          .chain = written(post.chain, batch),
          .root = written(post.root_span, batch)};
}

constexpr Kind kRepost = Kind::repost_commented;  // what a format says of any repost

TEST(PartsOfATextAre, OwnWordsThenTheChainWithoutNamesThenTheOriginal) {
  const Read post = read("就這？//@甲:太自豪了！//@乙：回复@丙:好", kRepost, "国货之光");

  EXPECT_EQ(post.kind, Kind::repost_commented);
  EXPECT_EQ(post.own, "就这?");
  EXPECT_EQ(post.chain, " 太自豪了! 好");
  EXPECT_EQ(post.root, " 国货之光");
  EXPECT_EQ(post.quoted, " 太自豪了! 好 国货之光");
}

TEST(PartsOfATextAre, EmptyWhereNobodySaysAnything) {
  EXPECT_EQ(read("好//@甲:转发微博//@乙://@丙: \u200B", kRepost, "转发微博").quoted, "");
  EXPECT_EQ(read("好").quoted, "");
  EXPECT_EQ(read("好 // 真的 http://t.cn/A1").quoted, "");
}

TEST(KindIs, CommentedWithOwnWordsAndBareWithout) {
  EXPECT_EQ(read("好", kRepost).kind, Kind::repost_commented);
  for (const char* text : {"", " ", "转发微博", "轉發微博", "轉發", "Repost", "转发微博。",
                           "分享图片", "//", "回复@甲:转发微博", "\u200B"}) {
    EXPECT_EQ(read(text, kRepost, "好").kind, Kind::repost_bare) << text;
    EXPECT_EQ(read(text, kRepost, "好").quoted, " 好") << text;
  }
}

TEST(KindIs, ARepostOfATextWithAChainWhateverTheFormatSays) {
  EXPECT_EQ(read("//@甲:真好").kind, Kind::repost_bare);
  EXPECT_EQ(read("//@甲:真好").quoted, " 真好");
  EXPECT_EQ(read("嗯//@甲:真好").kind, Kind::repost_commented);
  EXPECT_EQ(read("转发微博//@甲:真好").kind, Kind::repost_bare);
  EXPECT_EQ(read("转发微博").kind, Kind::repost_bare);
  EXPECT_EQ(read("Repost").kind, Kind::repost_bare);
}

TEST(KindIs, OriginalForSomebodyWhoShowsAPictureAndSaysNothing) {
  EXPECT_EQ(read("分享图片").kind, Kind::original);
  EXPECT_EQ(read("").kind, Kind::original);
}

TEST(KindIs, CommentForACommentWhateverItQuotes) {
  EXPECT_EQ(read("好", Kind::comment).kind, Kind::comment);
  EXPECT_EQ(read("好//@甲:坏", Kind::comment).kind, Kind::comment);
  EXPECT_EQ(read("好//@甲:坏", Kind::comment).quoted, " 坏");
  EXPECT_EQ(read("转发微博", Kind::comment).kind, Kind::comment);
}

TEST(KindIs, NoticeForWhatThePlatformWrote) {
  for (const char* text : {
           "抱歉，此微博已被作者删除",
           "抱歉，此微博已被作者删除。查看帮助：http://t.cn/Rfd3rQV",
           "抱歉,此微博已被作者删除.",
           "抱歉 此微博已被作者删除",
           "抱歉，此微博已被作者刪除。查看幫助：http://t.cn/x",
           "抱歉，作者已设置仅展示半年内微博，此微博已不可见。",
           "抱歉，作者已設置僅展示半年內微博，此微博已不可見。",
           "抱歉，由于作者设置，你暂时没有这条微博的查看权限哦。查看帮助：网页链接",
           "该账号因被投诉违反法律法规和《微博社区公约》的相关规定，现已无法查看。",
           "此内容无法访问",
           " 此內容無法訪問！\u200B",
       }) {
    EXPECT_EQ(read(text).kind, Kind::notice) << text;
    EXPECT_EQ(read(text).own, "") << text;
    EXPECT_EQ(read(text, kRepost, "好").kind, Kind::notice) << text;
  }
  EXPECT_EQ(read("什么话", Kind::notice).kind, Kind::notice);
}

TEST(KindIs, NoNoticeWhenSomebodyTalksAboutOne) {
  for (const char* text : {"抱歉，我来晚了", "此内容无法访问，气死我了",
                           "抱歉，此微博已被作者删除，哈哈", "又见此微博已被作者删除", "抱"}) {
    EXPECT_EQ(read(text).kind, Kind::original) << text;
    EXPECT_NE(read(text).own, "") << text;
  }
}

TEST(KindIs, BareForANoticeInFrontOfAChain) {
  const Read post = read("抱歉，此微博已被作者删除//@甲:好", kRepost);

  EXPECT_EQ(post.kind, Kind::repost_bare);
  EXPECT_EQ(post.own, "");
  EXPECT_EQ(post.quoted, " 好");
}

TEST(ANoticeIs, NoQuotedOpinion) {
  EXPECT_EQ(read("可惜", kRepost, "抱歉，此微博已被作者删除。查看帮助：http://t.cn/x").quoted, "");
  EXPECT_EQ(read("可惜//@甲:此内容无法访问//@乙:好", kRepost, "此内容无法访问").quoted, " 好");
  EXPECT_EQ(read("可惜", kRepost, "此内容无法访问").kind, Kind::repost_commented);
}

TEST(ANoticeIs, NotLongerThanItsWording) {
  std::string text = "抱歉，作者已设置仅展示";
  while (text.size() < 400) {
    text += "我想说";
  }

  EXPECT_EQ(read(text).kind, Kind::original);
}

TEST(AChainIs, ReadInTimeThatGrowsWithItsSize) {
  std::string text;
  while (text.size() < 64 * 1024) {
    text += "//@甲";
  }
  text += ":好";

  EXPECT_EQ(read(text).quoted, " 好");
}

}  // namespace
}  // namespace yuqing
