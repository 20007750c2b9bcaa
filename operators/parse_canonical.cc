// The canonical post, schemas/post.schema.json: what `yuqing convert` writes.
#include "operators/parse_chain.h"
#include "operators/parse_quick.h"

namespace yuqing::parsing {
namespace {

struct Values {
  Value id;
  Value created_ms;
  Value precision;
  Value from;
  Value kind;
  Value event;
  Value deleted;
  Value truncated;
  Value own_text;
  Value chain;
  Value root;
  Value root_text;
  Value author_id;
  Value author_name;
  Value followers;
  Value region;
};

Kind kind_of(std::string_view name, bool has_root) {
  for (std::size_t i = 0; i < kKinds; i++) {
    if (name == kKindNames[i]) {
      return static_cast<Kind>(i);
    }
  }
  return name == "repost" || (name.empty() && has_root) ? Kind::repost_commented : Kind::original;
}

Change change_of(const Values& values, Pen& pen) {
  const std::string_view event = pen.plain(values.event);
  if (event == "delete" || pen.is_true(values.deleted)) {
    return Change::remove;
  }
  return event == "update" ? Change::update : Change::add;
}

void read_time(const Values& values, Pen& pen, Draft& draft) {
  draft.time_ms = whole_number(pen.plain(values.created_ms));
  if (!draft.time_ms) {
    draft.time = "none";  // the time of receipt does not stand in for a number that is none
  }
  const std::string_view precision = pen.plain(values.precision);
  for (std::size_t i = 0; i < kTimePrecisionNames.size(); i++) {
    if (precision == kTimePrecisionNames[i]) {
      draft.precision = static_cast<TimePrecision>(i);
    }
  }
  draft.time_from_id = pen.plain(values.from) == "mid";
  draft.id_holds_time = false;
}

Verdict read(const Values& values, Pen& pen, Draft& draft) {
  draft.id = read_id(values.id, pen);
  draft.change = change_of(values, pen);
  const std::string_view kind = pen.plain(values.kind);
  if (draft.change == Change::remove) {
    return Verdict::deleted;
  }
  if (kind == "user") {
    return Verdict::no_post;
  }
  draft.kind = kind_of(kind, values.root.type == Type::object);
  read_time(values, pen, draft);
  draft.is_truncated = pen.is_true(values.truncated);
  draft.text = with_chain(pen.text(values.own_text), values.chain, pen);
  draft.root = pen.text(values.root_text);
  draft.author_id = read_id(values.author_id, pen);
  draft.author = pen.text(values.author_name);
  draft.followers = count_of(values.followers, pen);
  draft.region = pen.text(values.region);
  return Verdict::counted;
}

bool quick_detects(const Fields& fields) {
  return fields.has(Field::own_text) || fields.has(Field::created_ms);
}

Verdict quick_adapt(const Fields& fields, Pen& pen, Draft& draft) {
  return read({.id = fields[Field::id],
               .created_ms = fields[Field::created_ms],
               .precision = fields[Field::created_precision],
               .from = fields[Field::created_from],
               .kind = fields[Field::kind],
               .event = fields[Field::event],
               .deleted = fields[Field::deleted],
               .truncated = fields[Field::truncated],
               .own_text = fields[Field::own_text],
               .chain = fields[Field::chain],
               .root = fields[Field::root],
               .root_text = fields[Field::root_text],
               .author_id = fields[Field::author_id],
               .author_name = fields[Field::author_name],
               .followers = fields[Field::author_followers],
               .region = fields[Field::region]},
              pen, draft);
}

bool detects(const Found& found) {
  return found.post.has("own_text") || found.post.has("created_ms");
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  draft.seen_ms = whole_number(pen.plain(post["seen_ms"])).value_or(kNoTime);
  return read({.id = post["id"],
               .created_ms = post["created_ms"],
               .precision = post["created_precision"],
               .from = post["created_from"],
               .kind = post["kind"],
               .event = post["event"],
               .deleted = post["deleted"],
               .truncated = post["truncated"],
               .own_text = post["own_text"],
               .chain = post["chain"],
               .root = post["root"],
               .root_text = post["root"]["text"],
               .author_id = post["author"]["id"],
               .author_name = post["author"]["name"],
               .followers = post["author"]["followers"],
               .region = post["region"]},
              pen, draft);
}

// A number, or {"value":1000000,"saturated":true}.
Count read_count(const Node& node, Pen& pen) {
  Count count = count_of(node.is_object() ? node["value"] : node, pen);
  count.is_saturated = count.is_known && pen.is_true(node["saturated"]);
  return count;
}

Reactions reactions(const Node& node, Pen& pen) {
  return {.reposts = read_count(node["n_repost"], pen),
          .comments = read_count(node["n_comment"], pen),
          .likes = read_count(node["n_like"], pen)};
}

IdKind id_kind_of(std::string_view name) {
  if (name == "mid") {
    return IdKind::mid;
  }
  return name == "bid" ? IdKind::bid : IdKind::other;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node& post = found.post;
  const Node root = post["root"];
  const std::string_view source = pen.text(post["source"]);
  details.format = source.empty() ? details.format : source;
  details.id_kind = id_kind_of(pen.plain(post["id_kind"]));
  details.url = pen.text(post["url"]);
  details.client = pen.text(post["client"]);
  details.lang = pen.text(post["lang"]);
  details.gender = pen.text(post["author"]["gender"]);
  details.verified_type = small_number(pen.plain(post["author"]["verified_type"]));
  details.is_edited = pen.is_true(post["edited"]);
  details.reactions = reactions(post, pen);
  details.root.id = pen.plain(root["id"]);
  details.root.author = pen.text(root["author"]);
  details.root.time_ms = whole_number(pen.plain(root["created_ms"])).value_or(0);
  details.root.is_deleted = pen.is_true(root["deleted"]);
  details.root.reactions = reactions(root, pen);
}

}  // namespace

QuickFormat quick_canonical() {
  return {.name = "canonical", .detects = quick_detects, .adapt = quick_adapt};
}

Format canonical() {
  return {
      .name = "canonical",
      .what = "canonical posts, schemas/post.schema.json: what `yuqing convert` writes",
      .known_by = "own_text or created_ms",
      .detects = detects,
      .adapt = adapt,
      .detail = detail,
      .example = R"({"id":"5127522548373127","created_ms":1737980103000,"own_text":"国货之光！"})"};
}

}  // namespace yuqing::parsing
