// What a platform tells of a post beside what is counted.
//
// Only who shows single posts asks for it: `yuqing convert`, posts.csv, the report. Counting posts
// neither reads nor fills it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yuqing {

// A piece of one of the batch's arrays.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

// A number that a platform shows. Unknown is not 0; "100万+" is saturated.
struct Count {
  std::uint64_t value = 0;
  bool is_known = false;
  bool is_saturated = false;
  bool operator==(const Count&) const = default;
};

struct Reactions {
  Count reposts;
  Count comments;
  Count likes;
};

enum class IdKind : std::uint8_t { mid, bid, other };

// The original of a repost. Its text is Post::root.
struct RootDetails {
  std::string_view id;  // Weibo's mid where possible
  std::string_view author;
  std::int64_t time_ms = 0;  // 0 when unknown
  bool is_deleted = false;
  Reactions reactions;  // as of the repost: the newest that a stream of posts tells
};

// Texts are UTF-8 and live as long as those of the post; empty when unknown.
struct Details {
  std::string_view format;  // the name of the format that the record has
  std::string_view id;      // as a text: Weibo's mid where possible
  IdKind id_kind = IdKind::other;
  std::string_view url;
  std::int64_t seen_ms = 0;  // when the record was crawled or received, 0 when unknown
  std::string_view author_id;
  std::string_view gender;           // "m" or "f"
  std::optional<int> verified_type;  // Weibo's; -1: not verified
  Count followers;
  std::string_view client;
  std::string_view lang;
  Reactions reactions;
  RootDetails root;
  bool is_edited = false;
  Span hashtags;  // of Batch::words, as are the next three; without marks: "国货之光", "doge"
  Span mentions;
  Span urls;
  Span emoticons;
};

}  // namespace yuqing
