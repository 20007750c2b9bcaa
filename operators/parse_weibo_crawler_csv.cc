// dataabc/weibo-crawler as CSV: the posts of one user, who is not named in it.
//
// Rows are as long as what they have: a post without an original ends early. Two versions of the
// crawler wrote cells that their header lacks: one the full time behind the names (2022-04 to
// 2024-01), one a link to a live photo in front of the place (2025-04 to 2025-11). So cells are
// found by the time among them, and the flag for originals by how it looks.
#include "operators/parse_format.h"
#include "operators/parse_post.h"
#include "operators/parse_status.h"
#include "operators/parse_table.h"

namespace yuqing::parsing {
namespace {

// The cells from the time on stand in this order in every version.
constexpr std::size_t kClient = 1;
constexpr std::size_t kLikes = 2;
constexpr std::size_t kComments = 3;
constexpr std::size_t kReposts = 4;
constexpr std::size_t kFullTime = 7;  // behind the hashtags and the names

struct Places {
  std::size_t time = TableRow::kNone;
  std::size_t full_time = TableRow::kNone;
  std::size_t shift = 0;  // of what stands behind
};

// Where the times of a post are that should be in the columns, when what stands before is
// `shifted` already.
Places places_of(const TableRow& row, std::string_view time, std::string_view full_time,
                 std::size_t shifted) {
  Places places;
  const std::size_t column = row.column(time);
  if (column == TableRow::kNone) {
    return places;
  }
  places.shift = shifted + row.shift_to_time(column + shifted, 1);
  places.time = column + places.shift;
  const bool has_column = row.column(full_time) != TableRow::kNone;
  places.full_time = has_column ? row.column(full_time) + places.shift : places.time + kFullTime;
  if (!has_column && row.is_time(places.full_time)) {
    places.shift++;
  }
  return places;
}

// How far the block of the original is shifted; the flag in front of it is True or False.
std::size_t shift_of_flag(const TableRow& row, std::size_t flag, std::size_t shift) {
  for (std::size_t more = 0; more < 3; more++) {
    if (row.is_flag(flag + shift + more)) {
      return shift + more;
    }
  }
  return shift;
}

struct Original {
  bool is_there = false;
  std::size_t author = TableRow::kNone;
  std::size_t id = TableRow::kNone;
  std::size_t text = TableRow::kNone;
  Places places;
};

// The columns are missing where the crawler was told to leave reposts out.
Original original_of(const TableRow& row, const Places& places) {
  Original original;
  const std::size_t flag = row.column("是否原创");
  const std::size_t id = row.column("源微博id");
  if (flag == TableRow::kNone || id == TableRow::kNone) {
    return original;
  }
  const std::size_t shift = shift_of_flag(row, flag, places.shift);
  original.is_there = row.plain(flag + shift) == "False";
  original.author = row.column("源用户昵称") + shift;
  original.id = id + shift;
  original.text = row.column("源微博正文") + shift;
  original.places = places_of(row, "源微博日期", "源微博完整日期", shift);
  return original;
}

bool detects(const Found& found) {
  const Node& post = found.post;
  return post.has("正文") && post.has("id") && (post.has("完整日期") || post.has("日期"));
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  const TableRow row(post, pen);
  const Places places = places_of(row, "日期", "完整日期", 0);
  draft.id = weibo_id(read_id(post["id"], pen), pen.plain(post["bid"]), pen);
  draft.may_be_damaged = true;
  draft.time = row.plain(places.full_time);
  draft.other_time = row.plain(places.time);
  if (places.time == TableRow::kNone) {
    draft.time = pen.plain(post["完整日期"]);
  }
  draft.text = pen.text(post["正文"]);
  const Original original = original_of(row, places);
  if (original.is_there) {
    draft.kind = Kind::repost_commented;
    draft.root = row.text(original.text);
  }
  if (pen.is_true(post["是否编辑过"])) {
    draft.change = Change::update;
  }
  return Verdict::counted;
}

Reactions reactions_at(const TableRow& row, const Places& places) {
  return {.reposts = count_of(row.plain(places.time + kReposts)),
          .comments = count_of(row.plain(places.time + kComments)),
          .likes = count_of(row.plain(places.time + kLikes))};
}

void detail(const Found& found, Pen& pen, Details& details) {
  const TableRow row(found.post, pen);
  const Places places = places_of(row, "日期", "完整日期", 0);
  details.client = row.plain(places.time + kClient);
  details.reactions = reactions_at(row, places);
  details.is_edited = pen.is_true(found.post["是否编辑过"]);
  const Original original = original_of(row, places);
  if (original.is_there) {
    const Id id = weibo_id(read_id(row.plain(original.id)), row.plain(original.id + 1), pen);
    details.root.id = id.written;
    details.root.author = row.plain(original.author);
    const std::string_view full_time = row.plain(original.places.full_time);
    details.root.time_ms =
        root_time(full_time.empty() ? row.plain(original.places.time) : full_time, id);
    details.root.reactions = reactions_at(row, original.places);
  }
}

}  // namespace

Format weibo_crawler_csv() {
  return {.name = "weibo_crawler_csv",
          .what = "dataabc/weibo-crawler, CSV: the posts of a user, also with shifted columns",
          .known_by = "id, 正文, and 日期 or 完整日期",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"id":"5127522548373127\t","bid":"PbxZcz8er","正文":"国货之光！",)"
                     R"("日期":"2025-01-27T20:15:03","工具":"iPhone客户端","点赞数":"3"})"};
}

}  // namespace yuqing::parsing
