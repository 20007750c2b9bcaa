// Weibo's commercial push: one status or comment a message, in an envelope of its own.
//
// The id of the envelope is where to go on reading after a break, not a post's. Events other than
// add are not documented; whatever deletes or updates by its name is believed.
#include "operators/parse_format.h"
#include "operators/parse_status.h"

namespace yuqing::parsing {
namespace {

bool detects(const Found& found) {
  const Node text = found.post["text"];
  return text.has("type") && text.has("event");
}

Node status_of(const Node& message) {
  const Node text = message["text"];
  const Node status = text["status"];
  return status.is_object() ? status : text["comment"];
}

Change change_of(std::string_view event) {
  if (event.starts_with("del") || event.starts_with("remove")) {
    return Change::remove;
  }
  return event.starts_with("update") || event.starts_with("edit") ? Change::update : Change::add;
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node text = found.post["text"];
  const Node status = status_of(found.post);
  if (!status.is_object()) {
    return Verdict::no_post;
  }
  draft.change = change_of(pen.plain(text["event"]));
  draft.text = pen.text(status["text"]);
  draft.root = pen.text(status["retweeted_status"]["text"]);
  draft.is_truncated = pen.is_true(status["truncated"]) || pen.is_true(status["isLongText"]);
  const Verdict verdict = read_status(status_values(status), pen, draft);
  if (pen.plain(text["type"]) == "comment") {
    draft.kind = Kind::comment;
  }
  return verdict;
}

void detail(const Found& found, Pen& pen, Details& details) {
  detail_status(status_of(found.post), pen, details);
}

}  // namespace

Format weibo_push() {
  return {.name = "weibo_push",
          .what = "messages of Weibo's commercial push",
          .known_by = "text is an object with type and event",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"id":2501272015030001,"text":{"type":"status","event":"add",)"
                     R"("status":{"created_at":"Mon Jan 27 20:15:03 +0800 2025",)"
                     R"("mid":"5127522548373127","text":"国货之光！"}}})"};
}

}  // namespace yuqing::parsing
