// dataabc/weiboSpider as CSV: the posts of one user, who is not named in it. What it writes is what
// its JSON holds, under other names.
#include "operators/parse_format.h"
#include "operators/parse_post.h"
#include "operators/parse_weibo_spider.h"

namespace yuqing::parsing {
namespace {

std::string_view known(std::string_view text) {
  return text == "无" ? std::string_view() : text;
}

bool detects(const Found& found) {
  return found.post.has("微博正文") && found.post.has("微博id");
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  const SpiderText parts = spider_text(pen.text(post["微博正文"]));
  draft.id = weibo_id(read_id(post["微博id"], pen), pen.plain(post["微博id"]), pen);
  draft.may_be_damaged = true;
  draft.time = known(pen.plain(post["发布时间"]));
  draft.text = parts.own;
  draft.root = parts.root;
  if (parts.is_repost || pen.plain(post["是否为原创微博"]) == "False") {
    draft.kind = Kind::repost_commented;
  }
  return Verdict::counted;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node& post = found.post;
  details.client = known(pen.plain(post["发布工具"]));
  details.reactions = {.reposts = count_of(post["转发数"], pen),
                       .comments = count_of(post["评论数"], pen),
                       .likes = count_of(post["点赞数"], pen)};
  details.root.author = spider_text(pen.text(post["微博正文"])).root_author;
}

}  // namespace

Format weibo_spider_csv() {
  return {.name = "weibo_spider_csv",
          .what = "dataabc/weiboSpider, CSV: the posts of a user",
          .known_by = "微博正文 and 微博id",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"微博id":"PbxZcz8er","微博正文":"国货之光！",)"
                     R"("发布时间":"2025-01-27 20:15","发布工具":"无","点赞数":"3"})"};
}

}  // namespace yuqing::parsing
