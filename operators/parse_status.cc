// See parse_status.h.
#include "operators/parse_status.h"

#include "operators/post_time.h"

namespace yuqing::parsing {
namespace {

bool is_deleted(const StatusValues& status, Pen& pen) {
  if (pen.is_true(status.deleted)) {
    return true;
  }
  const std::string_view state = pen.plain(status.state);
  return state == "7" || state == "8";
}

bool is_edited(const Node& status, Pen& pen) {
  return pen.is_true(status["edit_config"]["edited"]) || pen.is_true(status["edited"]) ||
         count_of(status["edit_count"], pen).value > 0;
}

Kind kind_of(const StatusValues& status) {
  if (status.reposted.type == Type::object) {
    return Kind::repost_commented;
  }
  return status.comment_on.type == Type::object ? Kind::comment : Kind::original;
}

RootDetails root_of(const Node& root, Pen& pen) {
  RootDetails details;
  if (!root.is_object()) {
    return details;
  }
  const StatusValues values = status_values(root);
  const Id id = first_id({values.mid, values.idstr, values.id}, pen);
  details.id = id.written;
  details.author = pen.text(values.user_name);
  details.is_deleted = is_deleted(values, pen);
  details.reactions = reactions_of(root, pen);
  details.time_ms = root_time(pen.plain(values.created_at), id);
  return details;
}

std::string_view client_of(const Node& source, Pen& pen) {
  std::string_view client = trimmed(pen.html(source));
  client.remove_prefix(client.starts_with("来自") ? std::string_view("来自").size() : 0);
  return trimmed(client);
}

}  // namespace

StatusValues status_values(const Node& status) {
  const Node user = status["user"];
  return {.mid = status["mid"],
          .idstr = status["idstr"],
          .id = status["id"],
          .created_at = status["created_at"],
          .deleted = status["deleted"],
          .state = status["state"],
          .comment_on = status["status"],
          .reposted = status["retweeted_status"],
          .user = user,
          .user_id = user["id"],
          .user_idstr = user["idstr"],
          .user_name = user["screen_name"],
          .user_followers = user["followers_count"],
          .region_name = status["region_name"]};
}

Verdict read_status(const StatusValues& status, Pen& pen, Draft& draft) {
  draft.id = first_id({status.mid, status.idstr, status.id}, pen);
  if (is_deleted(status, pen)) {
    draft.change = Change::remove;
    return Verdict::deleted;
  }
  draft.kind = kind_of(status);
  draft.time = pen.plain(status.created_at);
  draft.author = pen.text(status.user_name);
  draft.author_id = first_id({status.user_idstr, status.user_id, status.user}, pen);
  draft.followers = count_of(status.user_followers, pen);
  draft.region = pen.text(status.region_name);
  return Verdict::counted;
}

void detail_status(const Node& status, Pen& pen, Details& details) {
  const Node user = status["user"];
  details.client = client_of(status["source"], pen);
  details.gender = pen.plain(user["gender"]);
  details.verified_type = small_number(pen.plain(user["verified_type"]));
  details.reactions = reactions_of(status, pen);
  details.root = root_of(status["retweeted_status"], pen);
  details.is_edited = is_edited(status, pen);
}

void mark_edited(const Node& status, Pen& pen, Draft& draft) {
  if (draft.change == Change::add && is_edited(status, pen)) {
    draft.change = Change::update;
  }
}

std::int64_t root_time(std::string_view written, const Id& id) {
  constexpr std::int64_t kYear2100Ms = 4'102'444'800'000;
  const std::optional<PostTime> time = read_time(written);
  if (time && time->precision == TimePrecision::second) {
    return time->ms;
  }
  const std::int64_t coarse = time ? time->ms : 0;
  return id.is_hash ? coarse : time_of_mid(id.number, kYear2100Ms).value_or(coarse);
}

Reactions reactions_of(const Node& status, Pen& pen) {
  return {.reposts = count_of(status["reposts_count"], pen),
          .comments = count_of(status["comments_count"], pen),
          .likes = count_of(status["attitudes_count"], pen)};
}

}  // namespace yuqing::parsing
