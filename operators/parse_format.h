// Formats of posts: one row each, in the order in which they are tried.
//
// A format is decided for each record by itself. A new format is one file parse_x.cc with its
// functions, one row in parse_format.cc, and its keys in parse_fields.h.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "operators/parse_fields.h"
#include "pipeline/batch.h"

namespace yuqing::parsing {

// What a format finds in a record: the values as written. Reading them is the same for all
// formats, see parse_post.h.
struct Draft {
  std::array<Value, 3> ids;  // the first one that is an id holds
  Value time;
  bool time_is_ms = false;  // by the format's contract; else it is told by its looks
  bool id_holds_time = true;
  Value text;
  Value chain;  // an array of {"user","text"}, nearest first, where it stands beside the text
  Value root;
  Value author;
  Value region;
  Value reach;
  Kind kind = Kind::original;
};

struct Format {
  std::string_view name;
  bool (*detects)(const Fields& fields);
  // Anything but counted is final: the record is a sound one that holds no post to count.
  Verdict (*adapt)(const Fields& fields, Draft& draft);
  std::string_view example;  // of a record that this row, and no row above it, detects
};

std::span<const Format> formats();

// The rows.
Format canonical();
Format weibo_v2();

}  // namespace yuqing::parsing
