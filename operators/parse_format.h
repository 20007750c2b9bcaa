// Formats of posts: one row each, in the order in which they are tried; the first that detects a
// post reads it.
//
// A format is decided for each post by itself: topics mix formats. A new one is a file parse_x.cc
// with its functions and a row in parse_format.cc. A row of a CSV is an object of strings, with
// the header's cells as its keys: a CSV format is an adapter like any other.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "operators/parse_counts.h"
#include "operators/parse_ids.h"
#include "operators/parse_pen.h"
#include "operators/parse_tree.h"
#include "pipeline/batch.h"

namespace yuqing::parsing {

// A post in a record, out of its envelopes (parse_envelope.h).
struct Found {
  Node post = {};                  // an object
  Node around = {};                // the document that it stood in with others, if any
  Change change = Change::add;     // as the envelope says
  bool is_mblog = false;           // it stood under "mblog"
  std::int64_t seen_ms = kNoTime;  // when the envelope says that it was seen
};

// "#国货之光#" as in Weibo, or "#DeepSeek" as elsewhere.
enum class Hashtags : std::uint8_t { paired, open };

// What a format finds in a post. Texts without a value have a null data().
struct Draft {
  Kind kind = Kind::original;
  Change change = Change::add;  // the adapter may know more than the envelope
  Id id = {};
  bool id_holds_time = true;  // it is Weibo's
  // Whether a spreadsheet may have saved the record. Then a damaged id is replaced by a hash of the
  // author, the time and the text; else it is none.
  bool may_be_damaged = false;

  // As the platform writes them; the more exact one is believed.
  std::string_view time;
  std::string_view other_time;
  std::int64_t seen_ms = kNoTime;  // when it was crawled: what relative times are relative to
  // Of formats whose time is a number of ours, instead of the two texts.
  std::optional<std::int64_t> time_ms;
  TimePrecision precision = TimePrecision::second;  // of time_ms
  bool time_from_id = false;                        // time_ms is

  bool is_truncated = false;
  std::string_view text;  // own text, then the quoted chain
  std::string_view root;
  std::string_view author;
  std::string_view region;
  Id author_id = {};
  Count followers = {};
  Hashtags hashtags = Hashtags::paired;
};

struct Format {
  std::string_view name;      // for --format and parse.format
  std::string_view what;      // one line for people
  std::string_view known_by;  // the keys, for people
  bool (*detects)(const Found& found) = nullptr;
  // Anything but counted is final: no_post for what is sound and no post, deleted (with the id) for
  // what the platform took away.
  Verdict (*adapt)(const Found& found, Pen& pen, Draft& draft) = nullptr;
  // What Details has beside the members of Draft, its words, and its id; called after adapt() said
  // counted, and only when somebody wants it.
  void (*detail)(const Found& found, Pen& pen, Details& details) = nullptr;
  std::string_view example;  // of a record that this row, and no row above it, detects
};

std::span<const Format> formats();
// Null for a name that no row has.
const Format* format_named(std::string_view name);

// The rows.
Format canonical();
Format weibo_push();
Format jetstream();
Format x_v2();
Format m_weibo_cn();
Format weibo_ajax();
Format nghuyong();
Format weibo_crawler();
Format mediacrawler();
Format weibo_spider();
Format weibo_v2();
Format weibo_minimal();
Format weibo_search();
Format weibo_crawler_csv();
Format weibo_spider_csv();
Format public_opinion();

}  // namespace yuqing::parsing
