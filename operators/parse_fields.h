// The fields that formats read from a record, and the keys that they stand under.
//
// One pass over a record (parse_json.h) looks every key of the known objects up in kKeys and keeps
// the values of all formats' fields. Which format a record has is then decided by what was seen.
// A key is one row here; the first of two equal keys in an object wins.
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
  user_followers,
  user_name,
  status,
  retweeted_status,
  retweeted_text,
  reposts_count,
  deleted,
  state,
  region_name,
  own_text,
  created_ms,
  kind,
  event,
  chain,
  root,
  root_text,
  author,
  author_followers,
  author_name,
  region,
};
inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::region) + 1;

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
    {Scope::user, "followers_count", Field::user_followers, Scope::none},
    {Scope::user, "screen_name", Field::user_name, Scope::none},
    {Scope::record, "status", Field::status, Scope::none},
    {Scope::record, "retweeted_status", Field::retweeted_status, Scope::retweeted},
    {Scope::retweeted, "text", Field::retweeted_text, Scope::none},
    {Scope::record, "reposts_count", Field::reposts_count, Scope::none},
    {Scope::record, "deleted", Field::deleted, Scope::none},
    {Scope::record, "state", Field::state, Scope::none},
    {Scope::record, "region_name", Field::region_name, Scope::none},
    {Scope::record, "own_text", Field::own_text, Scope::none},
    {Scope::record, "created_ms", Field::created_ms, Scope::none},
    {Scope::record, "kind", Field::kind, Scope::none},
    {Scope::record, "event", Field::event, Scope::none},
    {Scope::record, "chain", Field::chain, Scope::none},
    {Scope::record, "root", Field::root, Scope::root},
    {Scope::root, "text", Field::root_text, Scope::none},
    {Scope::record, "author", Field::author, Scope::author},
    {Scope::author, "followers", Field::author_followers, Scope::none},
    {Scope::author, "name", Field::author_name, Scope::none},
    {Scope::record, "region", Field::region, Scope::none},
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
