// See parse_post.h.
#include "operators/parse_post.h"

#include <algorithm>
#include <charconv>

#include "operators/parse_json.h"
#include "operators/post_time.h"
#include "operators/utf8.h"

namespace yuqing::parsing {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kWeiboBeganMs = 1'250'179'200'000;  // 2009-08-14 in Beijing
constexpr std::int64_t kYear2100Ms = 4'102'444'800'000;
constexpr std::size_t kLongestId = 256;
// More than people. Beyond it a count is a lie, which must not spoil the sums.
constexpr std::uint64_t kMostFollowers = 10'000'000'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

// 64-bit FNV-1a, stirred by the finalizer of splitmix64.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01B3;
  }
  hash = (hash ^ hash >> 30) * 0xBF58'476D'1CE4'E5B9;
  hash = (hash ^ hash >> 27) * 0x94D0'49BB'1331'11EB;
  return (hash ^ hash >> 31) | std::uint64_t{1} << 63;
}

// "4.75E+15": what a spreadsheet leaves of an id. Many posts would share it.
bool looks_like_number(std::string_view text) {
  return is_digit(text.back()) && (is_digit(text.front()) || text.front() == '-') &&
         text.find_first_not_of("0123456789.+-eE") == std::string_view::npos &&
         text.find_first_of(".-+") != std::string_view::npos &&
         (text.front() == '-' || text.find_first_of(".eE") != std::string_view::npos);
}

std::optional<std::int64_t> time_of(const Draft& draft, std::uint64_t id, std::int64_t latest_ms) {
  Room room;
  const std::string_view written = plain(draft.time, room);
  if (draft.time_is_ms) {
    std::int64_t ms = 0;
    const char* const end = written.data() + written.size();
    const auto [rest, error] = std::from_chars(written.data(), end, ms);
    return error == std::errc() && rest == end ? std::optional(ms) : std::nullopt;
  }
  const PostTime time = read_time(written);
  if (time.precision != Precision::second && draft.id_holds_time) {
    const std::optional<std::int64_t> exact = time_of_mid(id, latest_ms);
    if (exact) {
      return exact;
    }
  }
  return time.precision == Precision::none ? std::nullopt : std::optional(time.ms);
}

// A view into the record where it writes the text plainly, else into `texts`.
std::string_view text_of(const Value& value, Texts& texts) {
  if (value.type != Type::string) {
    return {};
  }
  const std::string_view written = value.written();
  if (written.find('\\') == std::string_view::npos) {
    return written;
  }
  // What a text stands for is never longer than how it is written.
  return texts.keep(unescape(written, texts.room(written.size())));
}

// The own text, and the chain that a canonical post keeps beside it.
std::string_view whole_text(const Draft& draft, const char* record_end, Texts& texts) {
  if (draft.chain.type != Type::array) {
    return text_of(draft.text, texts);
  }
  const std::string_view own = draft.text.written();
  char* const begin =
      texts.room(own.size() + static_cast<std::size_t>(record_end - draft.chain.begin));
  return texts.keep(append_chain(draft.chain, unescape(own, begin)));
}

// The first bytes of a text, whole characters only.
std::string_view cut_to(std::string_view text, std::size_t size) {
  if (text.size() <= size) {
    return text;
  }
  while (size > 0 && is_continuation(text[size])) {
    size--;
  }
  return text.substr(0, size);
}

// "发布于 北京" and "来自河南" are how Weibo shows it.
std::string_view region_of(std::string_view shown) {
  for (const std::string_view word : {"发布于", "来自"}) {
    if (shown.starts_with(word)) {
      shown.remove_prefix(word.size());
    }
  }
  return trimmed(shown);
}

}  // namespace

std::string_view plain(const Value& value, Room& room) {
  if (value.type == Type::number) {
    return value.written();
  }
  if (value.type != Type::string) {
    return {};
  }
  const std::string_view written = value.written();
  if (written.find('\\') == std::string_view::npos) {
    return written;
  }
  if (written.size() > room.size()) {
    return {};
  }
  const char* const end = unescape(written, room.data());
  return {room.data(), static_cast<std::size_t>(end - room.data())};
}

bool is_true(const Value& value) {
  if (value.type == Type::boolean) {
    return value.written() == "true";
  }
  Room room;
  const std::string_view written = plain(value, room);
  return written == "1" || written == "true";
}

std::optional<std::uint64_t> id_of(const Value& value) {
  Room room;
  const std::string_view id = trimmed(plain(value, room));
  if (id.empty() || id.size() > kLongestId) {
    return std::nullopt;
  }
  if (std::ranges::all_of(id, is_digit)) {
    std::uint64_t number = 0;
    const auto [rest, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    return error == std::errc() && number != 0 ? std::optional(number) : std::nullopt;
  }
  if (value.type == Type::number || looks_like_number(id)) {
    return std::nullopt;
  }
  return hash_of(id);
}

std::uint64_t reach_of(const Value& value) {
  Room room;
  std::string_view text = trimmed(plain(value, room));
  std::uint64_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count > kMostFollowers) {
    return 0;
  }
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  std::uint64_t fraction = 0;  // in units of 1 / scale
  std::uint64_t scale = 1;
  if (text.starts_with('.')) {
    for (text.remove_prefix(1); !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
      if (scale < 10'000) {
        fraction = fraction * 10 + static_cast<std::uint64_t>(text.front() - '0');
        scale *= 10;
      }
    }
  }
  const std::uint64_t unit = text.starts_with("万")   ? 10'000
                             : text.starts_with("亿") ? 100'000'000
                                                      : 1;
  text.remove_prefix(unit == 1 ? 0 : std::string_view("万").size());
  const std::uint64_t reach = count * unit + fraction * unit / scale;
  return (text.empty() || text == "+") && reach <= kMostFollowers ? reach : 0;
}

Verdict finish(const Draft& draft, std::size_t max_text, Batch& batch, Post& post) {
  std::optional<std::uint64_t> id;
  for (std::size_t i = 0; i < draft.ids.size() && !id; i++) {
    id = id_of(draft.ids[i]);
  }
  if (!id) {
    return Verdict::bad_id;
  }
  const std::int64_t log_time_ms = batch.records[post.record].log_time_ms;
  const std::int64_t latest_ms = log_time_ms == kNoTime ? kYear2100Ms : log_time_ms + kDayMs;
  const std::optional<std::int64_t> time_ms = time_of(draft, *id, latest_ms);
  if (!time_ms) {
    return Verdict::bad_time;
  }
  if (*time_ms < kWeiboBeganMs || *time_ms > latest_ms) {
    return Verdict::time_range;
  }
  if (draft.text.type != Type::string) {
    return Verdict::bad_text;
  }
  const std::string_view record = batch.payload(batch.records[post.record]);
  const char* const record_end = record.data() + record.size();
  const std::string_view text = whole_text(draft, record_end, batch.texts);
  if (text.size() > max_text) {
    return Verdict::too_large;
  }
  post.id = *id;
  post.time_ms = *time_ms;
  post.text = text;
  post.root = cut_to(text_of(draft.root, batch.texts), max_text);
  post.author = text_of(draft.author, batch.texts);
  post.region = region_of(text_of(draft.region, batch.texts));
  post.kind = draft.kind;
  post.reach = reach_of(draft.reach);
  return Verdict::counted;
}

}  // namespace yuqing::parsing
