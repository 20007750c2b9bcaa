// The canonical post, schemas/post.schema.json.
#include "operators/parse_format.h"
#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

bool detects(const Fields& fields) {
  return fields.has(Field::own_text) || fields.has(Field::created_ms);
}

Kind kind_of(std::string_view name, bool has_root) {
  for (std::size_t i = 0; i < kKinds; i++) {
    if (name == kKindNames[i]) {
      return static_cast<Kind>(i);
    }
  }
  return name == "repost" || (name.empty() && has_root) ? Kind::repost_commented : Kind::original;
}

Verdict adapt(const Fields& fields, Draft& draft) {
  Room room;
  if (is_true(fields[Field::deleted]) || plain(fields[Field::event], room) == "delete") {
    return Verdict::deleted;
  }
  const std::string_view kind = plain(fields[Field::kind], room);
  if (kind == "user") {
    return Verdict::unknown_format;
  }
  draft.kind = kind_of(kind, fields[Field::root].type == Type::object);
  draft.ids = {fields[Field::id]};
  draft.time = fields[Field::created_ms];
  draft.time_is_ms = true;
  draft.text = fields[Field::own_text];
  draft.chain = fields[Field::chain];
  draft.root = fields[Field::root_text];
  draft.author = fields[Field::author_name];
  draft.region = fields[Field::region];
  draft.reach = fields[Field::author_followers];
  return Verdict::counted;
}

}  // namespace

Format canonical() {
  return {"canonical", detects, adapt,
          R"({"id":"5127522548373127","created_ms":1737980103000,"own_text":"国货之光！"})"};
}

}  // namespace yuqing::parsing
