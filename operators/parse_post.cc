// See parse_post.h.
#include "operators/parse_post.h"

#include "operators/normalize.h"
#include "operators/parse_words.h"
#include "operators/post_time.h"
#include "operators/utf8.h"

namespace yuqing::parsing {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kWeiboBeganMs = 1'250'179'200'000;  // 2009-08-14 in Beijing
constexpr std::int64_t kYear2100Ms = 4'102'444'800'000;

struct Moment {
  std::int64_t ms = 0;
  TimePrecision precision = TimePrecision::second;
  bool from_id = false;
};

std::int64_t latest_of(const Record& record) {
  return record.log_time_ms == kNoTime ? kYear2100Ms : record.log_time_ms + kDayMs;
}

std::int64_t seen_of(const Draft& draft, const Record& record) {
  return draft.seen_ms != kNoTime ? draft.seen_ms : record.log_time_ms;
}

// The more exact one of the two fields.
std::optional<PostTime> written_time(const Draft& draft, std::int64_t seen_ms) {
  const std::optional<PostTime> time = read_time(draft.time, seen_ms);
  if (draft.other_time.empty() || (time && time->precision == TimePrecision::second)) {
    return time;
  }
  const std::optional<PostTime> other = read_time(draft.other_time, seen_ms);
  return other && (!time || other->precision < time->precision) ? other : time;
}

// A field that tells the second, else the id, else a coarse field, else when the post was seen.
std::optional<Moment> moment_of(const Draft& draft, const Record& record) {
  if (draft.time_ms) {
    return Moment{*draft.time_ms, draft.precision, draft.time_from_id};
  }
  const std::int64_t seen_ms = seen_of(draft, record);
  const std::optional<PostTime> time = written_time(draft, seen_ms);
  if (time && time->precision == TimePrecision::second) {
    return Moment{time->ms, time->precision, false};
  }
  if (draft.id_holds_time && !draft.id.is_hash && draft.id.number != 0) {
    if (const auto exact = time_of_mid(draft.id.number, latest_of(record))) {
      return Moment{*exact, TimePrecision::second, true};
    }
  }
  if (time) {
    return Moment{time->ms, time->precision, false};
  }
  const bool says_nothing = draft.time.empty() && draft.other_time.empty();
  return says_nothing && seen_ms != kNoTime
             ? std::optional(Moment{seen_ms, TimePrecision::received, false})
             : std::nullopt;
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

// What stands for the id of a post whose own is lost: who said what when.
std::uint64_t content_key(const Draft& draft, const Moment& moment, Pen& pen) {
  const std::string_view who = draft.author_id.number != 0 ? draft.author_id.written : draft.author;
  const auto second = static_cast<std::uint64_t>(moment.ms / 1000);
  return hash_of(pen.joined({who, "\n", pen.digits(second), "\n", draft.text}));
}

std::uint64_t author_of(const Draft& draft) {
  if (draft.author_id.number != 0) {
    return draft.author_id.number;
  }
  return draft.author.empty() ? 0 : hash_of(draft.author);
}

}  // namespace

Verdict finish(const Draft& draft, const Record& record, std::size_t max_text, Pen& pen,
               Post& post) {
  const bool has_content_key = draft.id.is_damaged && draft.may_be_damaged;
  if (draft.id.number == 0 && !has_content_key) {
    return draft.change == Change::remove ? Verdict::deleted : Verdict::bad_id;
  }
  post.change = draft.change;
  if (draft.change == Change::remove) {
    post.id = draft.id.number;
    return Verdict::deleted;
  }
  const std::optional<Moment> moment = moment_of(draft, record);
  if (!moment) {
    return Verdict::bad_time;
  }
  if (moment->ms < kWeiboBeganMs || moment->ms > latest_of(record)) {
    return Verdict::time_range;
  }
  if (draft.text.data() == nullptr) {
    return Verdict::bad_text;
  }
  if (draft.text.size() > max_text) {
    return Verdict::too_large;
  }
  post.id = has_content_key ? content_key(draft, *moment, pen) : draft.id.number;
  post.time_ms = moment->ms;
  post.precision = moment->precision;
  post.time_from_id = moment->from_id;
  post.truncated = draft.is_truncated;
  post.repaired = pen.is_repaired();
  post.kind = draft.kind;
  post.text = draft.text;
  post.root = cut_to(draft.root, max_text);
  post.author = draft.author;
  post.author_id = author_of(draft);
  post.region = region_of(draft.region);
  post.reach = draft.followers.value;
  return Verdict::counted;
}

void finish_details(const Draft& draft, const Record& record, Pen& pen, Batch& batch) {
  const Post& post = batch.posts.back();
  Details& details = batch.details.back();
  const bool is_weibos = draft.id_holds_time && !draft.id.is_hash && !draft.id.is_damaged;
  details.id = draft.id.is_damaged ? pen.digits(post.id) : draft.id.written;
  details.id_kind = is_weibos ? IdKind::mid : details.id_kind;
  if (is_weibos && details.url.empty()) {
    details.url = pen.joined({"https://m.weibo.cn/detail/", details.id});
  }
  const std::int64_t seen_ms = seen_of(draft, record);
  details.seen_ms = seen_ms == kNoTime ? 0 : seen_ms;
  details.author_id = draft.author_id.number != 0 ? draft.author_id.written : std::string_view();
  details.followers = draft.followers;
  find_words(parts_of(post.text).own, draft.hashtags, batch.words, details);
}

std::int64_t seen_at(std::string_view text) {
  const std::optional<PostTime> time = read_time(text);
  return time ? time->ms : kNoTime;
}

}  // namespace yuqing::parsing
