// Weibo's open API, version 2: statuses, and comments, which name the status that they stand under.
#include "operators/parse_format.h"
#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

bool detects(const Fields& fields) {
  const bool has_name = fields.has(Field::mid) || fields.has(Field::idstr);
  const bool has_id = has_name || fields.has(Field::id);
  if (fields.has(Field::text)) {
    return has_id || fields.has(Field::created_at);
  }
  return has_name && (fields.has(Field::created_at) || fields.has(Field::reposts_count));
}

bool is_deleted(const Fields& fields) {
  if (is_true(fields[Field::deleted])) {
    return true;
  }
  Room room;
  const std::string_view state = plain(fields[Field::state], room);
  return state == "7" || state == "8";
}

Verdict adapt(const Fields& fields, Draft& draft) {
  if (is_deleted(fields)) {
    return Verdict::deleted;
  }
  if (fields[Field::retweeted_status].type == Type::object) {
    draft.kind = Kind::repost_commented;
  } else if (fields[Field::status].type == Type::object) {
    draft.kind = Kind::comment;
  }
  draft.ids = {fields[Field::mid], fields[Field::idstr], fields[Field::id]};
  draft.time = fields[Field::created_at];
  draft.text = fields[Field::text];
  draft.root = fields[Field::retweeted_text];
  draft.author = fields[Field::user_name];
  draft.region = fields[Field::region_name];
  draft.reach = fields[Field::user_followers];
  return Verdict::counted;
}

}  // namespace

Format weibo_v2() {
  return {"weibo_v2", detects, adapt,
          R"({"created_at":"Mon Jan 27 20:15:03 +0800 2025","mid":"5127522548373127",)"
          R"("text":"国货之光！"})"};
}

}  // namespace yuqing::parsing
