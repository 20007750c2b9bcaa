// Weibo's own shape of a post, which its open API, its push, its pages and their crawlers share.
#pragma once

#include "operators/parse_format.h"

namespace yuqing::parsing {

// The members that count, from a walk or from a tree.
struct StatusValues {
  Value mid;
  Value idstr;
  Value id;
  Value created_at;
  Value deleted;
  Value state;
  Value comment_on;  // the status that a comment stands under
  Value reposted;    // the status that a repost passes on
  Value user;        // an object; its id alone where users are trimmed
  Value user_id;
  Value user_idstr;
  Value user_name;
  Value user_followers;
  Value region_name;
};
StatusValues status_values(const Node& status);

// Fills everything but the texts. Gives deleted, with the id, for a post that Weibo took away.
Verdict read_status(const StatusValues& status, Pen& pen, Draft& draft);

// Client, author, reactions and original of a status.
void detail_status(const Node& status, Pen& pen, Details& details);

Reactions reactions_of(const Node& status, Pen& pen);

// Says that the post is a later form of itself, if Weibo shows it as edited.
void mark_edited(const Node& status, Pen& pen, Draft& draft);

// When the original of a repost was written, 0 when unknown.
std::int64_t root_time(std::string_view written, const Id& id);

}  // namespace yuqing::parsing
