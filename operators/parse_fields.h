// The fields that the quick formats (parse_quick.h) read, and the keys that they stand under.
//
// One pass over a record (parse_json.h) looks every key of the known objects up in kKeys and keeps
// the values of both formats' fields. Which of them a record has, if any, is then decided by what
// was seen. A key is one row here; the first of two equal keys in an object wins.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace yuqing::parsing {

enum class Type : std::uint8_t { none, null, boolean, number, string, object, array };

// A value as the record writes it. Lives as long as the record's bytes.
struct Value {
  Type type = Type::none;  // none: the record has no such field
  std::uint32_t size = 0;  // 0 for objects and arrays
  const char* begin = nullptr;

  // Of a string, what stands between the quotes, still escaped.
  std::string_view written() const { return {begin, size}; }
};

enum class Field : std::uint8_t {
  none,
  id,
  mid,
  idstr,
  text,
  created_at,
  user,
  user_id,
  user_idstr,
  user_followers,
  user_name,
  status,
  retweeted_status,
  retweeted_text,
  reposts_count,
  deleted,
  state,
  truncated,
  is_long_text,
  region_name,
  own_text,
  created_ms,
  created_precision,
  created_from,
  kind,
  event,
  chain,
  root,
  root_text,
  author,
  author_id,
  author_followers,
  author_name,
  region,
  foreign,  // of a format that cannot be told by these fields, though it has some of them
};
inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::foreign) + 1;

// The objects whose keys are known. Everything inside other objects is checked and passed over.
enum class Scope : std::uint8_t { none, record, user, retweeted, author, root };

struct Key {
  Scope scope = Scope::none;
  std::string_view name;
  Field field = Field::none;
  Scope inside = Scope::none;  // what the value is, if it is an object with known keys
};

inline constexpr auto kKeys = std::to_array<Key>({
    {Scope::record, "id", Field::id, Scope::none},
    {Scope::record, "mid", Field::mid, Scope::none},
    {Scope::record, "idstr", Field::idstr, Scope::none},
    {Scope::record, "text", Field::text, Scope::none},
    {Scope::record, "created_at", Field::created_at, Scope::none},
    {Scope::record, "user", Field::user, Scope::user},
    {Scope::user, "id", Field::user_id, Scope::none},
    {Scope::user, "idstr", Field::user_idstr, Scope::none},
    {Scope::user, "followers_count", Field::user_followers, Scope::none},
    {Scope::user, "screen_name", Field::user_name, Scope::none},
    {Scope::record, "status", Field::status, Scope::none},
    {Scope::record, "retweeted_status", Field::retweeted_status, Scope::retweeted},
    {Scope::retweeted, "text", Field::retweeted_text, Scope::none},
    {Scope::record, "reposts_count", Field::reposts_count, Scope::none},
    {Scope::record, "deleted", Field::deleted, Scope::none},
    {Scope::record, "state", Field::state, Scope::none},
    {Scope::record, "truncated", Field::truncated, Scope::none},
    {Scope::record, "isLongText", Field::is_long_text, Scope::none},
    {Scope::record, "region_name", Field::region_name, Scope::none},
    {Scope::record, "own_text", Field::own_text, Scope::none},
    {Scope::record, "created_ms", Field::created_ms, Scope::none},
    {Scope::record, "created_precision", Field::created_precision, Scope::none},
    {Scope::record, "created_from", Field::created_from, Scope::none},
    {Scope::record, "kind", Field::kind, Scope::none},
    {Scope::record, "event", Field::event, Scope::none},
    {Scope::record, "chain", Field::chain, Scope::none},
    {Scope::record, "root", Field::root, Scope::root},
    {Scope::root, "text", Field::root_text, Scope::none},
    {Scope::record, "author", Field::author, Scope::author},
    {Scope::author, "id", Field::author_id, Scope::none},
    {Scope::author, "followers", Field::author_followers, Scope::none},
    {Scope::author, "name", Field::author_name, Scope::none},
    {Scope::record, "region", Field::region, Scope::none},
    {Scope::record, "mblogid", Field::foreign, Scope::none},
    {Scope::record, "text_raw", Field::foreign, Scope::none},
    {Scope::record, "bid", Field::foreign, Scope::none},
    {Scope::record, "mblog", Field::foreign, Scope::none},
    {Scope::record, "textLength", Field::foreign, Scope::none},
    {Scope::record, "raw_text", Field::foreign, Scope::none},
    {Scope::record, "_id", Field::foreign, Scope::none},
    {Scope::record, "note_id", Field::foreign, Scope::none},
    {Scope::record, "comment_id", Field::foreign, Scope::none},
    {Scope::record, "publish_time", Field::foreign, Scope::none},
    {Scope::record, "full_created_at", Field::foreign, Scope::none},
    {Scope::record, "author_id", Field::foreign, Scope::none},
    {Scope::record, "payload", Field::foreign, Scope::none},
    {Scope::record, "did", Field::foreign, Scope::none},
    {Scope::record, "data", Field::foreign, Scope::none},
    {Scope::record, "id_str", Field::foreign, Scope::none},
    {Scope::record, "edit_history_tweet_ids", Field::foreign, Scope::none},
    {Scope::record, "正文", Field::foreign, Scope::none},
    {Scope::record, "微博正文", Field::foreign, Scope::none},
});

// What a record says. Cheap to forget: only the set of seen fields is reset.
class Fields {
 public:
  void clear() { seen_ = 0; }
  // False when the field was seen before; the first value stays.
  bool put(Field field, const Value& value) {
    const std::uint64_t bit = bit_of(field);
    if ((seen_ & bit) != 0) {
      return false;
    }
    seen_ |= bit;
    values_[static_cast<std::size_t>(field)] = value;
    return true;
  }
  bool has(Field field) const { return (seen_ & bit_of(field)) != 0; }
  Value operator[](Field field) const {
    return has(field) ? values_[static_cast<std::size_t>(field)] : Value{};
  }

 private:
  static_assert(kFields <= 64, "a field is a bit of seen_");
  static std::uint64_t bit_of(Field field) {
    return std::uint64_t{1} << static_cast<std::size_t>(field);
  }

  std::uint64_t seen_ = 0;
  std::array<Value, kFields> values_;
};

}  // namespace yuqing::parsing
