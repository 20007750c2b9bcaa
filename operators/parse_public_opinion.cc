// Weibo_PublicOpinion: article.csv, and its table of comments.
//
// Articles have the day only: the time is in the id. The author's id is in the link to the author.
// Comments have no id of their own; what stands for it is who said what under which article.
#include "operators/parse_format.h"
#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

bool is_comment(const Node& post) {
  return post.has("articleId") && post.has("authorName");
}

bool detects(const Found& found) {
  return found.post.has("likeNum") || is_comment(found.post);
}

// The number at the end of ".../u/9900000001".
std::string_view uid_of(std::string_view link) {
  link = link.substr(0, link.find_first_of("?#"));
  const std::size_t slash = link.find_last_of('/');
  return slash == std::string_view::npos ? std::string_view() : link.substr(slash + 1);
}

Id id_of_comment(const Node& post, Pen& pen) {
  const std::string_view key =
      pen.joined({pen.plain(post["articleId"]), "\n", pen.plain(post["authorName"]), "\n",
                  pen.plain(post["created_at"]), "\n", pen.text(post["content"])});
  Id id;
  id.number = hash_of(key);
  id.written = pen.digits(id.number);
  id.is_hash = true;
  return id;
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  if (is_comment(post)) {
    draft.kind = Kind::comment;
    draft.id = id_of_comment(post, pen);
    draft.id_holds_time = false;
  } else {
    draft.id = read_id(post["id"], pen);
    draft.author_id = read_id(uid_of(pen.plain(post["authorDetail"])));
  }
  draft.may_be_damaged = true;
  draft.time = pen.plain(post["created_at"]);
  draft.text = pen.text(post["content"]);
  draft.author = pen.plain(post["authorName"]);
  draft.region = pen.plain(post["region"]);
  return Verdict::counted;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node& post = found.post;
  details.url = pen.plain(post["detailUrl"]);
  details.reactions = {
      .reposts = count_of(post["reposts_count"], pen),
      .comments = count_of(post["commentsLen"], pen),
      .likes = count_of(is_comment(post) ? post["likes_counts"] : post["likeNum"], pen)};
}

}  // namespace

Format public_opinion() {
  return {.name = "public_opinion",
          .what = "Weibo_PublicOpinion, CSV: article.csv and its comments",
          .known_by = "likeNum; or articleId and authorName",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"id":"5127522548373127","likeNum":"3","content":"国货之光！",)"
                     R"("created_at":"2025-01-27","authorName":"测试_小航"})"};
}

}  // namespace yuqing::parsing
