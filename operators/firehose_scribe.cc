// See firehose_scribe.h.
#include "operators/firehose_scribe.h"

#include "pipeline/embedded.h"

namespace yuqing::firehose {
namespace {

constexpr std::array<std::string_view, 6> kSources = {
    R"(<a href=\"http://app.weibo.com/t/feed/6vtZb0\" rel=\"nofollow\">微博网页版</a>)",
    R"(<a href=\"http://app.weibo.com/t/feed/3auC5p\" rel=\"nofollow\">iPhone客户端</a>)",
    R"(<a href=\"http://app.weibo.com/t/feed/3auC5p\" rel=\"nofollow\">iPhone客户端</a>)",
    R"(<a href=\"http://app.weibo.com/t/feed/5yiHuw\" rel=\"nofollow\">Android客户端</a>)",
    R"(<a href=\"http://app.weibo.com/t/feed/5yiHuw\" rel=\"nofollow\">Android客户端</a>)",
    R"(<a href=\"http://app.weibo.com/t/feed/4ACxed\" rel=\"nofollow\">HUAWEI客户端</a>)"};

// None of these makes a topic of a text that had none.
constexpr std::array<std::string_view, 6> kHashtags = {"#今天聊什么#", "#热搜讨论#", "#睡前刷一刷#",
                                                       "#春节见闻#",   "#随手记#",   "#科技圈#"};
// Of 100,000 posts that are nothing else, so many pass the text on without a word.
constexpr std::uint32_t kBare = 10'000;
constexpr std::array<std::string_view, 4> kPassingOn = {"转发微博", "转发微博", "Repost",
                                                        "轉發微博"};

constexpr std::uint32_t kMoods = 5;
constexpr std::array<std::array<std::string_view, kMoods>, 3> kEmoticons = {
    {{"[赞]", "[鼓掌]", "[爱你]", "[心]", "[哈哈]"},
     {"[思考]", "[吃瓜]", "[并不简单]", "[挖鼻]", "[话筒]"},
     {"[怒]", "[失望]", "[生病]", "[泪]", "[吐]"}}};

// Fresh posts have hardly been seen: most counts are 0.
std::uint64_t fresh_count(Dice& dice) {
  const std::uint32_t thrown = dice.below(64);
  return thrown < 48 ? 0 : thrown - 47;
}

// Counts of a post that was there before: the many have dozens, few have a hundred thousand.
std::uint64_t grown_count(Dice& dice) {
  const std::uint64_t doublings = dice.below(14);
  return std::uint64_t{dice.below(40)} << dice.below(static_cast<std::uint32_t>(doublings) + 1);
}

}  // namespace

void Pen::scribble(int count, Dice& dice) {
  constexpr std::string_view kLetters =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZAA";
  std::uint64_t bits = 0;
  for (int i = 0; i < count; i++) {
    bits = i % 10 == 0 ? dice.next() : bits >> 6;
    *end_++ = kLetters[bits & 63];
  }
}

Scribe::Scribe(std::uint64_t seed) : corpus_(embedded::corpus()), authors_(seed) {}

std::string_view Scribe::write(const Stamp& stamp, std::int64_t hour, Dice& dice) {
  const std::size_t subject = mix_.subject(hour, dice);
  const bool cheered =
      hour == kBurstHour && (subject == kAiHeroes || subject == kMadeInChina) && dice.below(4) < 3;
  const Text& text = corpus_.pick(subject, cheered, dice);
  const Author author = authors_.pick(dice);
  const bool bare = !text.repost && !text.comment && dice.chance(kBare);
  pen_.begin();
  pen_ << R"({"created_at":")" << stamp.created_at << R"(","id":)" << stamp.id << R"(,"mid":")"
       << stamp.id << R"(","idstr":")" << stamp.id << R"(","text":")";
  if (bare) {
    pen_ << kPassingOn[dice.below(kPassingOn.size())];
  } else {
    write_text(subject, text, dice);
  }
  pen_ << R"(","source":")" << kSources[dice.below(kSources.size())]
       << R"(","favorited":false,"truncated":false,"in_reply_to_status_id":"",)"
       << R"("in_reply_to_user_id":"","in_reply_to_screen_name":"","geo":null,"user":)"
       << author.json;
  pen_ << R"(,"reposts_count":)" << fresh_count(dice);
  pen_ << R"(,"comments_count":)" << fresh_count(dice);
  pen_ << R"(,"attitudes_count":)" << fresh_count(dice);
  write_pictures(dice);
  pen_ << R"(,"isLongText":false,"mlevel":0,"visible":{"type":0,"list_id":0},)"
       << R"("region_name":"发布于 )" << author.region << "\"";
  if (bare || text.repost) {
    write_root(stamp.id, bare ? text.json : corpus_.root(subject, dice).json, dice);
  } else if (text.comment) {
    write_commented(stamp.id, corpus_.root(subject, dice).json, dice);
  }
  pen_ << "}";
  return pen_.written();
}

// The text with what people add to it, so that a stream is more than its corpus.
void Scribe::write_text(std::size_t subject, const Text& text, Dice& dice) {
  const bool hashtag = dice.chance(12'000);
  const bool emoticon = dice.chance(15'000) && !text.repost;
  const bool mention = dice.chance(6'000) && !text.repost;
  const bool link = dice.chance(subject == kBackground ? 3'000 : 12'000);
  if (hashtag) {
    pen_ << kHashtags[dice.below(kHashtags.size())];
  }
  pen_ << text.json;
  if (emoticon) {
    const auto& fitting = kEmoticons[static_cast<std::size_t>(text.polarity)];
    pen_ << fitting[dice.below(kMoods)];
  }
  if (mention) {
    pen_ << " @测试用户" << dice.below(10'000);
  }
  if (link) {
    pen_ << " http://t.cn/A6";
    pen_.scribble(6, dice);
  }
  if (dice.chance(20'000)) {
    pen_ << "\u200b";
  }
}

void Scribe::write_pictures(Dice& dice) {
  constexpr std::array<std::uint32_t, 8> kPictures = {0, 0, 0, 0, 0, 1, 1, 3};
  const std::uint32_t pictures = kPictures[dice.below(kPictures.size())];
  pen_ << R"(,"pic_ids":[)";
  for (std::uint32_t i = 0; i < pictures; i++) {
    pen_ << (i == 0 ? R"("006)" : R"(,"006)");
    pen_.scribble(25, dice);
    pen_ << R"(gy1")";
  }
  pen_ << "]";
}

// What a repost quotes: a post of the last ten hours, with the counts of today.
void Scribe::write_root(std::uint64_t id, std::string_view text, Dice& dice) {
  const std::uint64_t root = id - (std::uint64_t{60 + dice.below(36'000)} << kMidShift);
  const std::uint64_t author = authors_.pick(dice).id;
  std::array<char, 30> written;
  write_created_at(static_cast<std::int64_t>(root >> kMidShift) + kMidEpoch, written);
  pen_ << R"(,"retweeted_status":{"created_at":")" << std::string_view(written.data(), 30)
       << R"(","id":)" << root << R"(,"mid":")" << root << R"(","idstr":")" << root
       << R"(","text":")" << text << R"(","user":{"id":)" << author << R"(,"idstr":")" << author
       << R"(","screen_name":"测试用户)" << author % 100'000 << R"("},"reposts_count":)"
       << grown_count(dice);
  pen_ << R"(,"comments_count":)" << grown_count(dice);
  pen_ << R"(,"attitudes_count":)" << grown_count(dice) << "}";
}

// The post that a comment stands under: of the last hour.
void Scribe::write_commented(std::uint64_t id, std::string_view text, Dice& dice) {
  const std::uint64_t status = id - (std::uint64_t{1 + dice.below(3'600)} << kMidShift);
  pen_ << R"(,"status":{"id":)" << status << R"(,"idstr":")" << status << R"(","text":")" << text
       << R"("})";
}

std::string_view Scribe::write_deleted(const Stamp& stamp) {
  pen_.begin();
  pen_ << R"({"created_at":")" << stamp.created_at << R"(","id":)" << stamp.id << R"(,"idstr":")"
       << stamp.id << R"(","text":"抱歉，此微博已被作者删除。","deleted":"1","state":7})";
  return pen_.written();
}

// Cut off, a time without sense, no id, no text, half a character.
std::string_view Scribe::write_broken(const Stamp& stamp, std::string_view post, Dice& dice) {
  const std::uint32_t way = dice.below(5);
  if (way == 0) {
    return post.substr(0, post.size() / 2);
  }
  pen_.begin();
  pen_ << R"({"created_at":")" << (way == 1 ? "Thu Jan 01 00:00:00 +0800 9999" : stamp.created_at)
       << "\"";
  if (way != 2) {
    pen_ << R"(,"id":)" << stamp.id << R"(,"mid":")" << stamp.id << R"(","idstr":")" << stamp.id
         << "\"";
  }
  if (way != 3) {
    pen_ << R"(,"text":"这条记录坏了)" << (way == 4 ? "\xE6\x88" : "") << "\"";
  }
  pen_ << R"(,"user":null,"reposts_count":0,"comments_count":0,"attitudes_count":0})";
  return pen_.written();
}

}  // namespace yuqing::firehose
