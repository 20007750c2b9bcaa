// X's API, version 2: tweets of the filtered stream and of searches.
//
// Of a bare retweet only the original says something, so its own text is empty. An edited tweet
// has a new id; the first of its history stands for all.
#include "operators/parse_format.h"

namespace yuqing::parsing {
namespace {

// {"data":{...}}, or an element of the "data" of an answer.
Node tweet_of(const Found& found) {
  const Node data = found.post["data"];
  return data.is_object() ? data : found.post;
}

Node includes_of(const Found& found) {
  const Node includes = found.post["includes"];
  return includes.is_object() ? includes : found.around["includes"];
}

bool detects(const Found& found) {
  const Node tweet = tweet_of(found);
  const bool is_enveloped = found.post["data"].is_object();
  return tweet["id"].is_string() && tweet["text"].is_string() &&
         (is_enveloped || tweet.has("edit_history_tweet_ids") || tweet.has("author_id"));
}

Node with_id(const Node& list, std::string_view id, Pen& pen) {
  for (Node element = list.first(); element.is_there(); element = element.next()) {
    if (!id.empty() && pen.plain(element["id"]) == id) {
      return element;
    }
  }
  return {};
}

// What a tweet refers to in a way.
Node reference(const Node& tweet, std::string_view way, Pen& pen) {
  const Node list = tweet["referenced_tweets"];
  for (Node element = list.first(); element.is_there(); element = element.next()) {
    if (pen.plain(element["type"]) == way) {
      return element;
    }
  }
  return {};
}

std::string_view whole_text(const Node& tweet, Pen& pen) {
  const Node note = tweet["note_tweet"]["text"];
  return pen.html(note.is_string() ? note : tweet["text"]);
}

Node root_of(const Node& tweet, Pen& pen) {
  const Node retweeted = reference(tweet, "retweeted", pen);
  return retweeted.is_object() ? retweeted : reference(tweet, "quoted", pen);
}

// "RT @name: " stands before what is passed on.
std::string_view retweeted_text(std::string_view text) {
  const std::size_t begin = text.starts_with("RT @") ? text.find(": ") : std::string_view::npos;
  return begin == std::string_view::npos ? text : text.substr(begin + 2);
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node tweet = tweet_of(found);
  const Node includes = includes_of(found);
  const Node history = tweet["edit_history_tweet_ids"];
  draft.id = first_id({history.first(), tweet["id"]}, pen);
  draft.id_holds_time = false;
  if (history.first().is_there() && history.first().next().is_there()) {
    draft.change = Change::update;
  }
  draft.time = pen.plain(tweet["created_at"]);
  draft.text = whole_text(tweet, pen);
  const Node root = with_id(includes["tweets"], pen.plain(root_of(tweet, pen)["id"]), pen);
  draft.root = whole_text(root, pen);
  if (reference(tweet, "retweeted", pen).is_object()) {
    draft.kind = Kind::repost_bare;
    draft.root = draft.root.empty() ? retweeted_text(draft.text) : draft.root;
    draft.text = "";
  } else if (reference(tweet, "replied_to", pen).is_object()) {
    draft.kind = Kind::comment;
  } else if (reference(tweet, "quoted", pen).is_object()) {
    draft.kind = Kind::repost_commented;
  }
  const Node user = with_id(includes["users"], pen.plain(tweet["author_id"]), pen);
  draft.author = pen.text(user["name"]);
  draft.author_id = read_id(tweet["author_id"], pen);
  draft.followers = count_of(user["public_metrics"]["followers_count"], pen);
  draft.hashtags = Hashtags::open;
  return Verdict::counted;
}

Reactions reactions_of(const Node& tweet, Pen& pen) {
  const Node metrics = tweet["public_metrics"];
  return {.reposts = count_of(metrics["retweet_count"], pen),
          .comments = count_of(metrics["reply_count"], pen),
          .likes = count_of(metrics["like_count"], pen)};
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node tweet = tweet_of(found);
  const Node includes = includes_of(found);
  details.url = pen.joined({"https://x.com/i/status/", pen.plain(tweet["id"])});
  details.client = pen.text(tweet["source"]);
  details.lang = pen.text(tweet["lang"]);
  details.reactions = reactions_of(tweet, pen);
  details.is_edited = tweet["edit_history_tweet_ids"].first().is_there() &&
                      tweet["edit_history_tweet_ids"].first().next().is_there();
  const Node root = root_of(tweet, pen);
  details.root.id = pen.plain(root["id"]);
  const Node original = with_id(includes["tweets"], details.root.id, pen);
  const Node author = with_id(includes["users"], pen.plain(original["author_id"]), pen);
  details.root.author = pen.text(author["name"]);
  details.root.reactions = reactions_of(original, pen);
}

}  // namespace

Format x_v2() {
  return {.name = "x_v2",
          .what = "tweets of X's API, version 2: the filtered stream and searches",
          .known_by = "data with id and text; or id, text and edit_history_tweet_ids or author_id",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"data":{"id":"1883840000000000001","text":"DeepSeek R1 is open source",)"
                     R"("created_at":"2025-01-27T12:15:03.000Z","author_id":"9900001"}})"};
}

}  // namespace yuqing::parsing
