// Weibo's open API, version 2: statuses, and comments, which name the status that they stand under.
//
// A record with no more than an id and a text of Weibo's is read by the same rules.
#include "operators/parse_format.h"
#include "operators/parse_quick.h"
#include "operators/parse_status.h"

namespace yuqing::parsing {
namespace {

bool quick_detects(const Fields& fields) {
  const bool has_name = fields.has(Field::mid) || fields.has(Field::idstr);
  if (fields.has(Field::text)) {
    return has_name || fields.has(Field::id) || fields.has(Field::created_at);
  }
  return has_name && (fields.has(Field::created_at) || fields.has(Field::reposts_count));
}

bool is_long(const Value& truncated, const Value& is_long_text, Pen& pen) {
  return pen.is_true(truncated) || pen.is_true(is_long_text);
}

Verdict quick_adapt(const Fields& fields, Pen& pen, Draft& draft) {
  draft.text = pen.text(fields[Field::text]);
  draft.root = pen.text(fields[Field::retweeted_text]);
  draft.is_truncated = is_long(fields[Field::truncated], fields[Field::is_long_text], pen);
  return read_status({.mid = fields[Field::mid],
                      .idstr = fields[Field::idstr],
                      .id = fields[Field::id],
                      .created_at = fields[Field::created_at],
                      .deleted = fields[Field::deleted],
                      .state = fields[Field::state],
                      .comment_on = fields[Field::status],
                      .reposted = fields[Field::retweeted_status],
                      .user = fields[Field::user],
                      .user_id = fields[Field::user_id],
                      .user_idstr = fields[Field::user_idstr],
                      .user_name = fields[Field::user_name],
                      .user_followers = fields[Field::user_followers],
                      .region_name = fields[Field::region_name]},
                     pen, draft);
}

bool has_name(const Node& post) {
  return post.has("mid") || post.has("idstr");
}

bool detects(const Found& found) {
  return has_name(found.post) && (found.post.has("reposts_count") || found.post.has("user"));
}

bool detects_minimal(const Found& found) {
  const Node& post = found.post;
  if (post.has("text")) {
    return has_name(post) || post.has("id") || post.has("created_at");
  }
  return has_name(post) && post.has("created_at");
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  draft.text = pen.text(post["text"]);
  draft.root = pen.text(post["retweeted_status"]["text"]);
  draft.is_truncated = is_long(post["truncated"], post["isLongText"], pen);
  return read_status(status_values(post), pen, draft);
}

void detail(const Found& found, Pen& pen, Details& details) {
  detail_status(found.post, pen, details);
}

}  // namespace

QuickFormat quick_weibo_v2() {
  return {.name = "weibo_v2", .detects = quick_detects, .adapt = quick_adapt};
}

Format weibo_v2() {
  return {.name = "weibo_v2",
          .what = "statuses and comments of Weibo's open API, single or in lists",
          .known_by = "mid or idstr, and reposts_count or user; also inside statuses or reposts",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"created_at":"Mon Jan 27 20:15:03 +0800 2025","mid":"5127522548373127",)"
                     R"("text":"国货之光！","user":{"id":9900000001},"reposts_count":3})"};
}

Format weibo_minimal() {
  return {.name = "weibo_minimal",
          .what = "a record with an id and a text of Weibo's, and perhaps a time",
          .known_by = "text, and mid, idstr, id or created_at",
          .detects = detects_minimal,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"mid":"5127522548373127","text":"国货之光！"})"};
}

}  // namespace yuqing::parsing
