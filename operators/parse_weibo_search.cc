// dataabc/weibo-search as CSV: posts found by keyword.
//
// The crawler removes all blanks of the text, loses emoticons, and leaves the letters that Weibo's
// icon font shows as pictures. Older versions wrote the cells in another order than the header's,
// so those beside the time are found by it. The original of a repost is a row of its own.
#include "operators/parse_format.h"
#include "operators/parse_post.h"
#include "operators/parse_table.h"

namespace yuqing::parsing {
namespace {

constexpr std::string_view kLinkIcon = "O网页链接";
constexpr std::string_view kVideo = "的微博视频";
constexpr std::string_view kIcon = "\xEE\x98\xA7";  // U+E627, in front of folded texts

bool ends_name(char c) {
  constexpr std::string_view kEnds = " \t\n@#:/,.!?";
  return kEnds.find(c) != std::string_view::npos;
}

// Cuts a tail off and says whether it was there.
bool cut_tail(std::string_view& text, std::string_view tail) {
  if (!text.ends_with(tail)) {
    return false;
  }
  text.remove_suffix(tail.size());
  return true;
}

// The letter L in front of "…的微博视频", which ends at `end`; npos where there is none near.
std::size_t video_icon(std::string_view text, std::size_t end) {
  constexpr std::size_t kLongestName = 96;
  const std::size_t first = end > kLongestName ? end - kLongestName : 0;
  for (std::size_t at = end; at > first && !ends_name(text[at - 1]); at--) {
    if (text[at - 1] == 'L') {
      return at - 1;
    }
  }
  return std::string_view::npos;
}

// Icons become the blank that stood before them, so what they mark is a word of its own.
class Cleaner {
 public:
  Cleaner(std::string_view text, Pen& pen) : text_(text), texts_(&pen.texts()) {
    to_ = texts_->room(text.size());  // an icon is not shorter than its blank
  }

  std::string_view clean() {
    std::size_t at = 0;
    while (at < text_.size()) {
      const std::size_t video = text_.find(kVideo, at);
      const std::size_t none = std::string_view::npos;
      const std::size_t icon = video == none ? none : video_icon(text_, video);
      if (icon != none && icon >= at) {
        copy(text_.substr(at, icon - at));
        *to_++ = ' ';
        at = icon + 1;
      }
      const std::size_t end = video == none ? text_.size() : video + kVideo.size();
      copy(text_.substr(at, end - at));
      at = end;
    }
    return texts_->keep(to_);
  }

 private:
  void copy(std::string_view piece) {
    while (!piece.empty()) {
      if (piece.starts_with(kLinkIcon)) {
        *to_++ = ' ';
        piece.remove_prefix(1);
      } else if (piece.starts_with(kIcon)) {
        *to_++ = ' ';
        piece.remove_prefix(kIcon.size());
      } else {
        *to_++ = piece.front();
        piece.remove_prefix(1);
      }
    }
  }

  std::string_view text_;
  Texts* texts_;
  char* to_ = nullptr;
};

// How far the cells around the time are from their columns; wraps around where it is to the left.
std::size_t shift_of(const TableRow& row) {
  const std::size_t time = row.column("发布时间");
  if (time == TableRow::kNone || row.is_time(time)) {
    return 0;
  }
  for (std::size_t step = 1; step <= 4; step++) {
    if (row.is_time(time + step)) {
      return step;
    }
    if (time >= step && row.is_time(time - step)) {
      return 0 - step;
    }
  }
  return 0;
}

bool detects(const Found& found) {
  return found.post.has("微博正文") && found.post.has("用户昵称");
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  const TableRow row(post, pen);
  const std::size_t shift = shift_of(row);
  std::string_view text = trimmed(pen.text(post["微博正文"]));
  draft.is_truncated = cut_tail(text, "展开c") || cut_tail(text, "展开");
  cut_tail(text, "收起d");
  draft.id = weibo_id(read_id(post["id"], pen), pen.plain(post["bid"]), pen);
  draft.may_be_damaged = true;
  draft.time = row.plain(row.column("发布时间") + shift);
  draft.text = post["微博正文"].is_string() ? Cleaner(text, pen).clean() : std::string_view();
  draft.author = pen.plain(post["用户昵称"]);
  draft.author_id = read_id(post["user_id"], pen);
  draft.region = pen.plain(post["ip"]);
  if (!row.plain(row.column("retweet_id") + shift).empty()) {
    draft.kind = Kind::repost_commented;
  }
  return Verdict::counted;
}

std::optional<int> verified_as(std::string_view name) {
  if (name == "普通用户") {
    return -1;
  }
  return name == "黄V" || name == "红V" || name == "金V" ? std::optional(0) : std::nullopt;
}

void detail(const Found& found, Pen& pen, Details& details) {
  const Node& post = found.post;
  const TableRow row(post, pen);
  const std::size_t shift = shift_of(row);
  details.client = row.plain(row.column("发布工具") + shift);
  details.verified_type = verified_as(pen.plain(post["user_authentication"]));
  details.reactions = {.reposts = count_of(row.plain(row.column("转发数") + shift)),
                       .comments = count_of(row.plain(row.column("评论数") + shift)),
                       .likes = count_of(row.plain(row.column("点赞数") + shift))};
  details.root.id = row.plain(row.column("retweet_id") + shift);
}

}  // namespace

Format weibo_search() {
  return {.name = "weibo_search",
          .what = "dataabc/weibo-search, CSV: posts found by keyword",
          .known_by = "微博正文 and 用户昵称",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"id":"5127522548373127","bid":"PbxZcz8er","user_id":"9900000001",)"
                     R"("用户昵称":"测试_小航","微博正文":"国货之光！","转发数":"1.2万",)"
                     R"("发布时间":"2025-01-27 20:15"})"};
}

}  // namespace yuqing::parsing
