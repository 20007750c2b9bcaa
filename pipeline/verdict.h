// What becomes of a record: counted, rejected for a reason, or filtered for a reason.
//
// A bad record is a value, never an exception. The names are label values and keys of
// summary.json; the order is the order in snapshots, so new ones go to the end of their group
// together with a new snapshot version.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace yuqing {

enum class Verdict : std::uint8_t {
  counted,
  // rejected: the record is broken, its bytes go to the dead letters
  too_large,       // longer than parse.max_record, or its text than parse.max_text
  not_utf8,        // invalid UTF-8 anywhere in it
  not_json,        // not one complete JSON value
  too_deep,        // brackets nested deeper than parse.max_depth
  unknown_format,  // JSON, but no known format of posts
  bad_id,          // no id, or one that is no id
  bad_time,        // no time, or one that cannot be read
  time_range,      // before Weibo existed, or later than the record's own log time allows
  bad_text,        // no text, or one that is no string
  bad_row,         // no row of a CSV: text behind a closing quote, or the file ends inside quotes
  needs_schema,    // binary that only a schema registry can tell: 0, then the schema's number
  // filtered: the record is sound, but holds no opinion to count
  tombstone,  // a Kafka record without a value
  deleted,    // a post that its platform marks as deleted
  no_post,    // something else than a post: a user, an identity, a keep-alive
  edited,     // a later form of a post that is counted already
};

inline constexpr std::size_t kVerdicts = static_cast<std::size_t>(Verdict::edited) + 1;

inline constexpr std::array<std::string_view, kVerdicts> kVerdictNames = {
    "counted",   "too_large", "not_utf8",   "not_json", "too_deep", "unknown_format",
    "bad_id",    "bad_time",  "time_range", "bad_text", "bad_row",  "needs_schema",
    "tombstone", "deleted",   "no_post",    "edited"};

constexpr std::string_view name_of(Verdict verdict) {
  return kVerdictNames[static_cast<std::size_t>(verdict)];
}
constexpr bool is_filtered(Verdict verdict) {
  return verdict >= Verdict::tombstone;
}
constexpr bool is_rejected(Verdict verdict) {
  return verdict != Verdict::counted && !is_filtered(verdict);
}

}  // namespace yuqing
