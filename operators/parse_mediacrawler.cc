// MediaCrawler and MindSpider: posts and comments of Weibo, as JSON, CSV or rows of a database.
//
// Counters are strings, and the original of a repost is lost.
#include "operators/parse_format.h"
#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

bool is_comment(const Node& post) {
  return post.has("comment_id");
}

// {"user_id","nickname","follows","fans",...}
bool is_user(const Node& post) {
  return !post.has("note_id") && post.has("user_id") && post.has("nickname") && post.has("fans");
}

bool detects(const Found& found) {
  const Node& post = found.post;
  return (post.has("note_id") && (is_comment(post) || post.has("content"))) || is_user(post);
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  if (is_user(post)) {
    return Verdict::no_post;
  }
  draft.id = read_id(post[is_comment(post) ? "comment_id" : "note_id"], pen);
  draft.kind = is_comment(post) ? Kind::comment : Kind::original;
  draft.time = pen.plain(post["create_time"]);
  draft.other_time = pen.plain(post["create_date_time"]);
  draft.may_be_damaged = true;
  const std::int64_t seen_ms = seen_at(pen.plain(post["last_modify_ts"]));
  draft.seen_ms = seen_ms != kNoTime ? seen_ms : draft.seen_ms;
  draft.text = pen.text(post["content"]);
  draft.author = pen.text(post["nickname"]);
  draft.author_id = read_id(post["user_id"], pen);
  draft.region = pen.text(post["ip_location"]);
  return Verdict::counted;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node& post = found.post;
  details.url = pen.text(post["note_url"]);
  details.gender = pen.plain(post["gender"]);
  details.reactions = {.reposts = count_of(post["shared_count"], pen),
                       .comments = count_of(post["comments_count"], pen),
                       .likes = count_of(post["liked_count"], pen)};
  if (is_comment(post)) {
    details.reactions.comments = count_of(post["sub_comment_count"], pen);
    details.reactions.likes = count_of(post["comment_like_count"], pen);
  }
}

}  // namespace

Format mediacrawler() {
  return {.name = "mediacrawler",
          .what = "MediaCrawler and MindSpider: posts and comments; users are passed over",
          .known_by = "note_id, and content or comment_id",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"note_id":"5127522548373127","content":"国货之光！",)"
                     R"("create_time":1737980103,"liked_count":"100万+"})"};
}

}  // namespace yuqing::parsing
