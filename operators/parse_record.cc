// See parse_record.h.
#include "operators/parse_record.h"

#include <algorithm>
#include <array>

#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

// What the platforms call the id of a post, the most telling first. A row that a database deleted,
// and the key of a record without a value, hold little else.
constexpr auto kIdKeys =
    std::to_array<std::string_view>({"comment_id", "note_id", "mid", "idstr", "_id", "id", "bid"});

Id named_id(const Node& row, Pen& pen) {
  for (const std::string_view key : kIdKeys) {
    const Id id = read_id(row[key], pen);
    if (id.number != 0) {
      return weibo_id(id, id.written, pen);
    }
  }
  return {};
}

}  // namespace

RecordReader::RecordReader(const Limits& limits, const Format* forced)
    : limits_(limits), forced_(forced), inner_(limits) {}

// Posts keep views into what is read, so it is copied to where it stays, with room to read behind.
Node RecordReader::Inner::read(std::string_view text, Pen& pen) {
  char* const room = pen.texts().room(text.size() + kPadding);
  char* const end = std::ranges::copy(text, room).out;
  std::fill_n(end, kPadding, '\0');
  const std::string_view record = pen.texts().keep(end + kPadding).substr(0, text.size());
  Fields ignored;
  if (json_.read(record, record.data() + record.size(), ignored) != Verdict::counted) {
    return {};
  }
  return tree_.build(record, json_.tokens());
}

void RecordReader::read(const JsonReader& json, std::uint32_t record, Batch& batch) {
  Pen pen(batch.texts);
  found_.clear();
  const Node root = tree_.build(json.record(), json.tokens());
  const Verdict opened = open_envelopes(root, inner_, pen, found_);
  const auto add = [&batch, record](Verdict verdict) -> Post& {
    Post& post = batch.posts.emplace_back();
    post.record = record;
    post.verdict = verdict;
    if (batch.wants_details) {
      batch.details.emplace_back();
    }
    return post;
  };
  if (opened == Verdict::too_large) {
    add(opened);
    return;
  }
  for (const Found& found : found_) {
    Post& post = add(Verdict::counted);
    post.verdict = read_post(found, batch, post);
  }
  if (opened != Verdict::counted) {
    add(opened);  // what stands between the posts, once
  } else if (found_.empty()) {
    add(Verdict::no_post);
  }
}

const Format* RecordReader::format_of(const Found& found) const {
  if (forced_ != nullptr) {
    return forced_;
  }
  const std::span<const Format> rows = formats();
  const auto row =
      std::ranges::find_if(rows, [&found](const Format& format) { return format.detects(found); });
  return row == rows.end() ? nullptr : &*row;
}

Verdict RecordReader::read_post(const Found& found, Batch& batch, Post& post) {
  Pen pen(batch.texts);
  if (found.change == Change::remove) {
    const Id id = named_id(found.post, pen);
    post.change = Change::remove;
    post.id = id.number;
    if (batch.wants_details) {
      batch.details.back().id = id.written;
    }
    return Verdict::deleted;
  }
  const Format* const format = format_of(found);
  if (format == nullptr) {
    return Verdict::unknown_format;
  }
  Draft draft;
  draft.change = found.change;
  draft.seen_ms = found.seen_ms;
  const Verdict adapted = format->adapt(found, pen, draft);
  if (adapted == Verdict::deleted) {
    draft.change = Change::remove;
  } else if (adapted != Verdict::counted) {
    return adapted;
  }
  const Record& record = batch.records[post.record];
  const Verdict verdict = finish(draft, record, limits_.text, pen, post);
  if (batch.wants_details && verdict == Verdict::deleted) {
    batch.details.back().id = draft.id.written;
  } else if (batch.wants_details && verdict == Verdict::counted) {
    batch.details.back().format = format->name;
    format->detail(found, pen, batch.details.back());
    finish_details(draft, record, pen, batch);
  }
  return verdict;
}

std::uint64_t RecordReader::key_of(std::string_view key, Batch& batch) {
  Pen pen(batch.texts);
  Node node = inner_.read(key, pen);
  node = node["payload"].exists() ? node["payload"] : node;
  if (node.is_object()) {
    return named_id(node, pen).number;
  }
  const Id id = node.exists() ? read_id(node, pen) : read_id(key);
  return weibo_id(id, id.written, pen).number;
}

}  // namespace yuqing::parsing
