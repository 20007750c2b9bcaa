// Bluesky's Jetstream: the events of a network, of which only posts are read.
//
// A post is known by did, collection and rkey: a delete tells no more. "createdAt" is written by
// the author's program and may lie, so the server's time counts.
#include "operators/parse_format.h"
#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

constexpr std::string_view kPosts = "app.bsky.feed.post";

bool detects(const Found& found) {
  return found.post.has("did") && found.post.has("kind");
}

Kind kind_of(const Node& record, Pen& pen) {
  if (record["reply"].is_object()) {
    return Kind::comment;
  }
  const std::string_view embed = pen.plain(record["embed"]["$type"]);
  return embed.starts_with("app.bsky.embed.record") ? Kind::repost_commented : Kind::original;
}

Change change_of(std::string_view operation) {
  if (operation == "delete") {
    return Change::remove;
  }
  return operation == "update" ? Change::update : Change::add;
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& event = found.post;
  const Node commit = event["commit"];
  const Node record = commit["record"];
  if (pen.plain(event["kind"]) != "commit" || pen.plain(commit["collection"]) != kPosts) {
    return Verdict::no_post;
  }
  const std::string_view did = pen.plain(event["did"]);
  const std::string_view key = pen.plain(commit["rkey"]);
  if (!did.empty() && !key.empty()) {
    draft.id = read_id(pen.joined({"at://", did, "/", kPosts, "/", key}));
  }
  draft.id_holds_time = false;
  draft.change = change_of(pen.plain(commit["operation"]));
  draft.kind = kind_of(record, pen);
  draft.time = pen.plain(event["time_us"]);
  draft.other_time = pen.plain(record["createdAt"]);
  draft.text = pen.text(record["text"]);
  draft.author_id = read_id(did);
  draft.hashtags = Hashtags::open;
  return Verdict::counted;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node commit = found.post["commit"];
  details.url = pen.joined({"https://bsky.app/profile/", pen.plain(found.post["did"]), "/post/",
                            pen.plain(commit["rkey"])});
  details.lang = pen.text(commit["record"]["langs"].first());
}

}  // namespace

Format jetstream() {
  return {.name = "jetstream",
          .what = "events of Bluesky's Jetstream; other events than posts are passed over",
          .known_by = "did and kind",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"did":"did:plc:test","time_us":1737980103000000,"kind":"commit",)"
                     R"("commit":{"operation":"create","collection":"app.bsky.feed.post",)"
                     R"("rkey":"3lgtest00002k","record":{"text":"DeepSeek R1 is open source"}}})"};
}

}  // namespace yuqing::parsing
