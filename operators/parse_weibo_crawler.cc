// dataabc/weibo-crawler as JSON: a document of a user and the user's posts.
//
// The crawler lost the emoticons, and what it calls location is a place in the post, not where the
// platform says that the author is. The document's user wrote most of the posts, but not all.
#include "operators/parse_format.h"
#include "operators/parse_post.h"
#include "operators/parse_status.h"

namespace yuqing::parsing {
namespace {

bool detects(const Found& found) {
  const Node& post = found.post;
  return (found.around["weibo"].is_array() && post.has("id")) ||
         (post.has("user_id") && post.has("bid") && post.has("text"));
}

// The user of the document, if that is the author.
Node author_of(const Found& found, Pen& pen) {
  const Node user = found.around["user"];
  const bool is_author =
      user.is_object() && pen.plain(user["id"]) == pen.plain(found.post["user_id"]);
  return is_author ? user : Node();
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  const Node user = author_of(found, pen);
  draft.id = weibo_id(read_id(post["id"], pen), pen.plain(post["bid"]), pen);
  draft.time = pen.plain(post["full_created_at"]);
  draft.other_time = pen.plain(post["created_at"]);
  draft.may_be_damaged = true;
  if (post["retweet"].is_object()) {
    draft.kind = Kind::repost_commented;
  }
  draft.text = pen.text(post["text"]);
  draft.root = pen.text(post["retweet"]["text"]);
  draft.author = pen.text(post["screen_name"]);
  draft.author_id = read_id(post["user_id"], pen);
  draft.followers = count_of(user["followers_count"], pen);
  draft.region = pen.text(user["ip_location"]);
  mark_edited(post, pen, draft);
  return Verdict::counted;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node& post = found.post;
  const Node user = author_of(found, pen);
  const Node root = post["retweet"];
  details.client = pen.text(post["source"]);
  details.gender = pen.plain(user["gender"]);
  details.verified_type = small_number(pen.plain(user["verified_type"]));
  details.reactions = reactions_of(post, pen);
  details.is_edited = pen.is_true(post["edited"]);
  if (root.is_object()) {
    const Id id = weibo_id(read_id(root["id"], pen), pen.plain(root["bid"]), pen);
    details.root.id = id.written;
    details.root.author = pen.text(root["screen_name"]);
    details.root.time_ms = root_time(pen.plain(root["full_created_at"]), id);
    details.root.reactions = reactions_of(root, pen);
  }
}

}  // namespace

Format weibo_crawler() {
  return {.name = "weibo_crawler",
          .what = "dataabc/weibo-crawler, JSON: documents of a user and posts, or its posts",
          .known_by = "weibo and user; or user_id, bid and text",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"user":{"id":"9900000001","followers_count":123456},"weibo":[)"
                     R"({"user_id":9900000001,"id":5127522548373127,"bid":"PbxZcz8er",)"
                     R"("text":"国货之光！","created_at":"2025-01-27T20:15:03"}]})"};
}

}  // namespace yuqing::parsing
