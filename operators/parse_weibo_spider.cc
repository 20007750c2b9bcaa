// dataabc/weiboSpider: posts, and users, which it writes to the same topic.
//
// A value that it does not know is the word 无. A repost is one string, with the words of the
// author first. Ids are bids; the seconds that the time lacks are in them.
#include "operators/parse_weibo_spider.h"

#include "operators/parse_format.h"

namespace yuqing::parsing {
namespace {

// Cuts `text` at a mark, which may be missing; gives what stands behind it.
std::string_view cut_at(std::string_view& text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string_view behind = text.substr(at + mark.size());
  text = text.substr(0, at);
  return behind;
}

bool is_user(const Node& post) {
  return post.has("nickname") && post.has("weibo_num");
}

bool detects(const Found& found) {
  return (found.post.has("up_num") && found.post.has("publish_time")) || is_user(found.post);
}

std::string_view known(std::string_view text) {
  return text == "无" ? std::string_view() : text;
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  if (is_user(post)) {
    return Verdict::no_post;
  }
  const SpiderText parts = spider_text(pen.text(post["content"]));
  draft.id = weibo_id(read_id(post["id"], pen), pen.plain(post["id"]), pen);
  draft.time = known(pen.plain(post["publish_time"]));
  draft.may_be_damaged = true;
  if (parts.is_repost) {
    draft.kind = Kind::repost_commented;
  }
  draft.text = parts.own;
  draft.root = parts.root;
  draft.author_id = read_id(post["user_id"], pen);
  return Verdict::counted;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node& post = found.post;
  details.client = known(pen.text(post["publish_tool"]));
  details.reactions = {.reposts = count_of(post["retweet_num"], pen),
                       .comments = count_of(post["comment_num"], pen),
                       .likes = count_of(post["up_num"], pen)};
  details.root.author = spider_text(pen.text(post["content"])).root_author;
}

}  // namespace

SpiderText spider_text(std::string_view content) {
  SpiderText parts;
  parts.own = content;
  std::string_view rest = content;
  const std::string_view reposted = cut_at(rest, "转发内容:");
  const bool is_repost = reposted.data() != nullptr && rest.starts_with("转发理由:");
  if (!is_repost) {
    return parts;
  }
  const std::string_view author = cut_at(rest, "原始用户:");
  rest.remove_prefix(std::string_view("转发理由:").size());
  return {.own = trimmed(rest),
          .root = trimmed(reposted),
          .root_author = trimmed(author),
          .is_repost = true};
}

Format weibo_spider() {
  return {.name = "weibo_spider",
          .what = "dataabc/weiboSpider, JSON and Kafka: posts; users are passed over",
          .known_by = "up_num and publish_time; or nickname and weibo_num",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"id":"PbxZcz8er","user_id":"9900000001","content":"国货之光！",)"
                     R"("publish_time":"2025-01-27 20:15","up_num":1034567})"};
}

}  // namespace yuqing::parsing
