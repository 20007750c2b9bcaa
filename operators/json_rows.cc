// See json_rows.h.
#include "operators/json_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "operators/base64.h"
#include "pipeline/iso_time.h"

namespace yuqing {
namespace {

// Length of the valid UTF-8 character at the front, 0 when there is none.
std::size_t valid_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead < 0xE0) {
    return follows(1) ? 2 : 0;
  }
  if (lead >= 0xE0 && lead < 0xF0) {
    const bool fits = follows(1) && follows(2) && (lead != 0xE0 || byte(1) >= 0xA0) &&
                      (lead != 0xED || byte(1) < 0xA0);
    return fits ? 3 : 0;
  }
  if (lead >= 0xF0 && lead < 0xF5) {
    const bool fits = follows(1) && follows(2) && follows(3) && (lead != 0xF0 || byte(1) >= 0x90) &&
                      (lead != 0xF4 || byte(1) < 0x90);
    return fits ? 4 : 0;
  }
  return 0;
}

// ,"name":count for each of them
template <std::size_t size>
void append_counts(std::string& out, const std::array<std::string_view, size>& names,
                   const std::array<std::uint64_t, size>& counts) {
  for (std::size_t i = 0; i < size; i++) {
    fmt::format_to(std::back_inserter(out), R"(,"{}":{})", names[i], counts[i]);
  }
}

template <std::size_t size>
void append_object(std::string& out, const std::array<std::string_view, size>& names,
                   const std::array<std::uint64_t, size>& counts) {
  const std::size_t begin = out.size();
  append_counts(out, names, counts);
  out[begin] = '{';  // in the place of the first comma
  out += '}';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t length = valid_length(text);
    const char c = text.front();
    if (length == 0) {
      out += "\\ufffd";
    } else if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

void append_json(std::string& out, const WindowRow& row) {
  out += '{';
  if (row.lane != nullptr) {
    out += R"("source":)";
    append_json_string(out, row.lane->source);
    fmt::format_to(std::back_inserter(out), R"(,"partition":{},)", row.lane->partition);
  }
  fmt::format_to(std::back_inserter(out), R"("start":"{}","end":"{}","topic":)",
                 iso_time(row.start_ms), iso_time(row.end_ms));
  append_json_string(out, row.topic);
  const Cell& cell = row.cell;
  fmt::format_to(std::back_inserter(out), R"(,"posts":{})", cell.total());
  append_counts(out, kSentimentNames, cell.posts);
  fmt::format_to(std::back_inserter(out),
                 R"(,"score_positive":{},"score_negative":{},"reach":{},"kinds":)",
                 cell.score_positive, cell.score_negative, cell.reach);
  append_object(out, kKindNames, cell.kinds);
  out += R"(,"emotions":)";
  append_object(out, kEmotionNames, cell.emotions);
  out += R"(,"quoted":)";
  append_object(out, kSentimentNames, cell.quoted);
  fmt::format_to(std::back_inserter(out), R"(,"opposed":{},"authors":{},"texts":{},"gaps":)",
                 cell.opposed, row.authors == nullptr ? 0 : row.authors->count(), row.texts());
  append_object(out, kGapNames, cell.gaps);
  fmt::format_to(std::back_inserter(out), R"(,"scoring":"{:016x}")", row.scoring);
  if (row.lane != nullptr) {
    fmt::format_to(std::back_inserter(out), R"(,"version":{},"final":{})", row.version, row.final);
  }
  out += '}';
}

void append_json(std::string& out, const DeadLetter& letter) {
  out += R"({"source":)";
  append_json_string(out, letter.lane->source);
  fmt::format_to(std::back_inserter(out),
                 R"(,"partition":{},"offset":{},"reason":"{}","size":{},"record_base64":")",
                 letter.lane->partition, letter.offset, name_of(letter.reason), letter.size);
  append_base64(out, letter.payload);
  out += "\"}";
}

}  // namespace yuqing
