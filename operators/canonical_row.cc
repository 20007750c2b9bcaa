// See canonical_row.h. What is unknown is left out: unknown is not 0.
#include "operators/canonical_row.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

#include "operators/json_rows.h"
#include "operators/normalize.h"

namespace yuqing {
namespace {

// The members of one object, with commas between them.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }

  void text(std::string_view key, std::string_view value) {
    name(key);
    append_json_string(out_, value);
  }
  void known(std::string_view key, std::string_view value) {
    if (!value.empty()) {
      text(key, value);
    }
  }
  void number(std::string_view key, std::int64_t value) {
    name(key);
    fmt::format_to(std::back_inserter(out_), "{}", value);
  }
  void count(std::string_view key, const Count& count) {
    if (!count.is_known) {
      return;
    }
    name(key);
    fmt::format_to(std::back_inserter(out_), "{}{}{}", count.is_saturated ? R"({"value":)" : "",
                   count.value, count.is_saturated ? R"(,"saturated":true})" : "");
  }
  void flag(std::string_view key, bool value) {
    if (value) {
      name(key);
      out_ += "true";
    }
  }
  void name(std::string_view key) {
    out_ += is_first_ ? "" : ",";
    is_first_ = false;
    append_json_string(out_, key);
    out_ += ':';
  }
  void close() { out_ += '}'; }

 private:
  std::string& out_;
  bool is_first_ = true;
};

void add_reactions(Members& members, const Reactions& reactions) {
  members.count("n_repost", reactions.reposts);
  members.count("n_comment", reactions.comments);
  members.count("n_like", reactions.likes);
}

void append_author(std::string& out, const Post& post, const Details& details) {
  Members author(out);
  author.known("id", details.author_id);
  author.known("name", post.author);
  author.count("followers", details.followers);
  if (details.verified_type) {
    author.number("verified_type", *details.verified_type);
  }
  author.known("gender", details.gender);
  author.close();
}

void append_chain(std::string& out, std::string_view chain) {
  out += '[';
  for (bool is_first = true; !chain.empty(); is_first = false) {
    const QuotedPart part = take_part(chain);
    out += is_first ? "" : ",";
    Members members(out);
    members.text("user", part.user);
    members.text("text", part.text);
    members.close();
  }
  out += ']';
}

bool has_root(const Post& post, const RootDetails& root) {
  return !post.root.empty() || !root.id.empty() || !root.author.empty() || root.is_deleted;
}

void append_root(std::string& out, const Post& post, const RootDetails& root) {
  Members members(out);
  members.known("id", root.id);
  members.known("author", root.author);
  members.known("text", post.root);
  if (root.time_ms != 0) {
    members.number("created_ms", root.time_ms);
  }
  members.flag("deleted", root.is_deleted);
  add_reactions(members, root.reactions);
  members.close();
}

void append_words(std::string& out, Span words, const Batch& batch) {
  out += '[';
  for (std::uint32_t i = 0; i < words.size; i++) {
    out += i == 0 ? "" : ",";
    append_json_string(out, batch.words[words.begin + i]);
  }
  out += ']';
}

std::string_view origin_of(const Post& post) {
  if (post.time_from_id) {
    return "mid";
  }
  return post.precision == TimePrecision::received ? "recv" : "field";
}

std::string_view name_of(IdKind kind) {
  constexpr std::array<std::string_view, 3> kNames = {"mid", "bid", "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

void add_time(Members& members, const Post& post, const Details& details) {
  members.number("created_ms", post.time_ms);
  members.text("created_precision", yuqing::name_of(post.precision));
  members.text("created_from", origin_of(post));
  if (details.seen_ms != 0) {
    members.number("seen_ms", details.seen_ms);
  }
}

void add_all_words(Members& members, std::string& out, const Details& details, const Batch& batch) {
  const std::array<std::pair<std::string_view, Span>, 4> lists = {
      {{"hashtags", details.hashtags},
       {"mentions", details.mentions},
       {"urls", details.urls},
       {"emoticons", details.emoticons}}};
  for (const auto& [key, words] : lists) {
    if (words.size > 0) {
      members.name(key);
      append_words(out, words, batch);
    }
  }
}

}  // namespace

void append_canonical(std::string& out, const Post& post, const Details& details,
                      const Batch& batch) {
  Members members(out);
  members.text("id", details.id);
  if (post.verdict == Verdict::deleted) {
    members.text("event", name_of(Change::remove));
    members.close();
    out += '\n';
    return;
  }
  members.text("id_kind", name_of(details.id_kind));
  members.known("source", details.format);
  members.known("url", details.url);
  add_time(members, post, details);
  members.text("kind", name_of(post.kind));
  members.name("author");
  append_author(out, post, details);
  const TextParts parts = parts_of(post.text);
  members.text("own_text", parts.own);
  if (!parts.chain.empty()) {
    members.name("chain");
    append_chain(out, parts.chain);
  }
  if (has_root(post, details.root)) {
    members.name("root");
    append_root(out, post, details.root);
  }
  add_all_words(members, out, details, batch);
  members.known("region", post.region);
  members.known("client", details.client);
  add_reactions(members, details.reactions);
  members.flag("truncated", post.truncated);
  members.flag("edited", details.is_edited);
  members.text("event", name_of(post.change));
  members.known("lang", details.lang);
  members.close();
  out += '\n';
}

}  // namespace yuqing
