// The canonical post, schemas/post.schema.json.
#include "operators/parse_format.h"
#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

bool detects(const Fields& fields) {
  return fields.has(Field::own_text) || fields.has(Field::created_ms);
}

Verdict adapt(const Fields& fields, Draft& draft) {
  Room room;
  if (is_true(fields[Field::deleted]) || plain(fields[Field::event], room) == "delete") {
    return Verdict::deleted;
  }
  const std::string_view kind = plain(fields[Field::kind], room);
  if (kind == "notice") {
    return Verdict::deleted;  // the platform's words in the place of the author's
  }
  if (kind == "user") {
    return Verdict::unknown_format;
  }
  const bool has_root = fields[Field::root].type == Type::object;
  draft.kind = kind == "comment"                                ? Kind::comment
               : kind == "repost" || (kind.empty() && has_root) ? Kind::repost_commented
                                                                : Kind::original;
  draft.ids = {fields[Field::id]};
  draft.time = fields[Field::created_ms];
  draft.time_is_ms = true;
  draft.text = fields[Field::own_text];
  draft.reach = fields[Field::author_followers];
  return Verdict::counted;
}

}  // namespace

Format canonical() {
  return {"canonical", detects, adapt,
          R"({"id":"5127522548373127","created_ms":1737980103000,"own_text":"国货之光！"})"};
}

}  // namespace yuqing::parsing
