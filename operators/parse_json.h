// From the bytes of a record to its fields.
//
// The whole record is checked against the grammar of JSON, also where no field is read: a record
// that is cut off or has something behind it is found, whatever its format. The verdict depends on
// the bytes alone: not_utf8 before everything else, then what comes first from the left.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "operators/parse_fields.h"
#include "pipeline/verdict.h"

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace yuqing::parsing {

// Memory for one record at a time; one thread at a time.
class JsonReader {
 public:
  JsonReader(std::size_t max_record, std::size_t max_depth);
  ~JsonReader();
  JsonReader(JsonReader&&) noexcept;

  // Fills `fields` with views into the record. `padding` is a NUL behind the record, in the same
  // buffer, with kPadding bytes of that buffer between the record's end and the buffer's.
  Verdict read(std::string_view record, const char* padding, Fields& fields);

  // The record that was read last, without a byte order mark, and if it was sound the places in it
  // of all brackets, commas, colons and scalars.
  std::string_view record() const { return record_; }
  std::span<const std::uint32_t> tokens() const;

  struct Level {
    bool is_object = false;
    Scope scope = Scope::none;
  };

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> structure_;
  std::vector<Level> levels_;
  std::string_view record_;
};

// Writes what a checked string stands for, at most as many bytes as it is written with; gives the
// end. Half a surrogate pair becomes U+FFFD; NUL and control characters other than tab and line
// ends become blanks.
char* unescape(std::string_view written, char* to);
// The same; sets `repaired` where there was half a pair.
char* unescape(std::string_view written, char* to, bool& repaired);

}  // namespace yuqing::parsing
