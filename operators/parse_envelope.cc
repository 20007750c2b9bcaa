// See parse_envelope.h.
#include "operators/parse_envelope.h"

#include <array>

#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

// Envelopes in envelopes; nobody nests more than four.
constexpr int kDeepest = 8;
// A sound post takes some hundred bytes. Without a limit, a record of empty objects would cost a
// hundred times its size.
constexpr std::size_t kMostPosts = 8192;

// Keys of the lists that platforms and crawlers answer with.
constexpr auto kLists = std::to_array<std::string_view>({"statuses", "reposts", "list", "cards"});

class Opener {
 public:
  Opener(InnerReader& inner, Pen& pen, std::vector<Found>& posts)
      : inner_(inner), pen_(pen), posts_(posts) {}

  // What `found.post` holds; the rest of `found` is what the envelopes around it say.
  Verdict open(const Found& found, int depth) {
    const Node& node = found.post;
    if (posts_.size() >= kMostPosts || depth > kDeepest) {
      return Verdict::too_large;
    }
    if (node.is_array()) {
      return open_all(node, found, depth);
    }
    if (node.is_string() && !is_inner_open_) {
      return open_text(found, depth);
    }
    if (!node.is_object()) {
      return Verdict::unknown_format;
    }
    return open_object(found, depth);
  }

 private:
  // The elements of an array, each of which stands for itself.
  Verdict open_all(const Node& array, Found found, int depth) {
    for (Node element = array.first(); element.is_there(); element = element.next()) {
      found.post = element;
      const Verdict verdict = open(found, depth + 1);
      if (verdict != Verdict::counted) {
        return verdict;
      }
    }
    return Verdict::counted;
  }

  // "\"{\\\"mid\\\":..." is what writing JSON twice gives.
  Verdict open_text(Found found, int depth) {
    is_inner_open_ = true;
    found.post = inner_.read(pen_.text(found.post), pen_);
    return found.post.is_there() ? open(found, depth + 1) : Verdict::unknown_format;
  }

  Verdict open_object(const Found& found, int depth) {
    const Node& node = found.post;
    if (node.has("schema") && node.has("payload")) {
      return open_payload(found, depth);
    }
    if (node["op"].is_string() && (node.has("after") || node.has("before"))) {
      return open_debezium(found, depth);
    }
    if (node.has("data") && node.has("type") && node.has("database")) {
      return open_canal(found, depth);
    }
    if (pen_.plain(node["$type"]) == "message" && node["payload"].is_object()) {
      return open_payload(found, depth);
    }
    return open_document(found, depth);
  }

  Verdict open_payload(Found found, int depth) {
    found.post = found.post["payload"];
    return found.post.exists() ? open(found, depth + 1) : Verdict::counted;
  }

  Verdict open_debezium(Found found, int depth) {
    const Node envelope = found.post;
    const std::string_view op = pen_.plain(envelope["op"]);
    found.change = op == "d" ? Change::remove : op == "u" ? Change::update : Change::add;
    found.post = envelope[op == "d" ? "before" : "after"];
    found.seen_ms = seen_at(pen_.plain(envelope["ts_ms"]));
    return found.post.exists() ? open(found, depth + 1) : Verdict::counted;
  }

  Verdict open_canal(Found found, int depth) {
    const Node envelope = found.post;
    const std::string_view type = pen_.plain(envelope["type"]);
    found.change = type == "DELETE"   ? Change::remove
                   : type == "UPDATE" ? Change::update
                                      : Change::add;
    found.seen_ms = seen_at(pen_.plain(envelope["es"]));
    return open_all(envelope["data"], found, depth);  // null when the table itself was changed
  }

  // The answers and files that hold many posts, each of which may stand under "data".
  Verdict open_document(Found found, int depth) {
    const Node document = found.post;
    const Node data = document["data"];
    if (document["mblog"].is_object()) {
      found.post = document["mblog"];
      found.is_mblog = true;
      posts_.push_back(found);
      return Verdict::counted;
    }
    if (document["weibo"].is_array() && document["user"].is_object()) {
      found.around = document;
      return open_all(document["weibo"], found, depth);
    }
    if (is_list(document)) {
      return open_lists(document, found, depth);
    }
    if (data.is_array()) {
      found.around = document;
      return open_all(data, found, depth);
    }
    if (data.is_object() && (is_list(data) || data.has("mid") || data.has("mblogid"))) {
      found.post = data;
      return open(found, depth + 1);
    }
    posts_.push_back(found);
    return Verdict::counted;
  }

  static bool is_list(const Node& document) {
    for (const std::string_view key : kLists) {
      if (document[key].is_array()) {
        return true;
      }
    }
    return false;
  }

  Verdict open_lists(const Node& document, const Found& around, int depth) {
    for (const std::string_view key : kLists) {
      const Node list = document[key];
      const Verdict verdict = !list.is_array() ? Verdict::counted
                              : key == "cards" ? open_cards(list, around, depth)
                                               : open_all(list, around, depth);
      if (verdict != Verdict::counted) {
        return verdict;
      }
    }
    return Verdict::counted;
  }

  // A card is a post, a group of cards, or something that the page shows between them.
  Verdict open_cards(const Node& cards, Found found, int depth) {
    if (depth > kDeepest) {
      return Verdict::too_large;
    }
    for (Node card = cards.first(); card.is_there(); card = card.next()) {
      found.post = card;
      Verdict verdict = Verdict::counted;
      if (card["mblog"].is_object()) {
        verdict = open(found, depth + 1);
      } else if (card["card_group"].is_array()) {
        verdict = open_cards(card["card_group"], found, depth + 1);
      }
      if (verdict != Verdict::counted) {
        return verdict;
      }
    }
    return Verdict::counted;
  }

  InnerReader& inner_;
  Pen& pen_;
  std::vector<Found>& posts_;
  bool is_inner_open_ = false;
};

}  // namespace

Verdict open_envelopes(const Node& record, InnerReader& inner, Pen& pen,
                       std::vector<Found>& posts) {
  return Opener(inner, pen, posts).open({.post = record}, 0);
}

}  // namespace yuqing::parsing
