// nghuyong/WeiboSpider: posts, comments, and lines about users, which share a folder.
//
// The original of a repost is not in the line, only its id.
#include "operators/parse_format.h"
#include "operators/parse_post.h"
#include "operators/parse_status.h"

namespace yuqing::parsing {
namespace {

bool is_comment(const Node& post) {
  return post.has("comment_user");
}

// Users, who follows them and whom they follow.
bool is_user(const Node& post) {
  return post.has("fan_info") || post.has("follower_info") || post.has("fan_id") ||
         post.has("follower_id") || (post.has("nick_name") && post.has("avatar_hd"));
}

bool detects(const Found& found) {
  const Node& post = found.post;
  return post.has("_id") && ((post.has("mblogid") && post.has("content")) ||
                             (is_comment(post) && post.has("content")) || is_user(post));
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  if (!post.has("content")) {
    return Verdict::no_post;
  }
  const Node user = is_comment(post) ? post["comment_user"] : post["user"];
  draft.id = weibo_id(read_id(post["_id"], pen), pen.plain(post["mblogid"]), pen);
  draft.time = pen.plain(post["created_at"]);
  draft.seen_ms = seen_at(pen.plain(post["crawl_time"]));
  if (is_comment(post)) {
    draft.kind = Kind::comment;
  } else if (pen.is_true(post["is_retweet"])) {
    draft.kind = Kind::repost_commented;
  }
  draft.text = pen.text(post["content"]);
  draft.author = pen.text(user["nick_name"]);
  draft.author_id = read_id(user["_id"], pen);
  draft.followers = count_of(user["followers_count"], pen);
  draft.region = pen.text(post["ip_location"]);
  return Verdict::counted;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node& post = found.post;
  const Node user = is_comment(post) ? post["comment_user"] : post["user"];
  details.url = pen.text(post["url"]);
  details.client = pen.text(post["source"]);
  details.gender = pen.plain(user["gender"]);
  details.verified_type = small_number(pen.plain(user["verified_type"]));
  details.reactions = reactions_of(post, pen);
  if (is_comment(post)) {
    details.reactions.likes = count_of(post["like_counts"], pen);
  }
  details.root.id = pen.plain(post["retweet_id"]);
}

}  // namespace

Format nghuyong() {
  return {.name = "nghuyong",
          .what = "nghuyong/WeiboSpider: posts and comments; users are passed over",
          .known_by = "_id, and mblogid and content, or comment_user, or a user's nick_name",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"_id":"5127522548373127","mblogid":"PbxZcz8er",)"
                     R"("created_at":"2025-01-27 20:15:03","content":"国货之光！[doge]",)"
                     R"("user":{"_id":"9900000001","nick_name":"测试_小航"}})"};
}

}  // namespace yuqing::parsing
