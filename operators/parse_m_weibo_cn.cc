// Weibo's mobile page, m.weibo.cn/api/container/getIndex: the "mblog" of its cards.
//
// The text is HTML, and emoticons are pictures in it (parse_html.cc). Before 2021 times were shown
// as people read them: "5分钟前", "昨天 12:01", "09-08".
#include "operators/parse_format.h"
#include "operators/parse_status.h"

namespace yuqing::parsing {
namespace {

bool detects(const Found& found) {
  const Node& post = found.post;
  return found.is_mblog ||
         (post.has("bid") && post.has("id") && post.has("text") && !post.has("user_id"));
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  const Node whole = post["longText"]["longTextContent"];
  const Node shown = post["text"];
  draft.text = pen.html(whole.is_string() ? whole : shown);
  draft.root = pen.html(post["retweeted_status"]["text"]);
  // Crawlers put the whole text in the place of the shown one, whose end links to the rest.
  draft.is_truncated = !whole.is_string() && pen.is_true(post["isLongText"]) && shown.is_string() &&
                       pen.text(shown).find(">全文</a>") != std::string_view::npos;
  const Verdict verdict = read_status(status_values(post), pen, draft);
  draft.id = weibo_id(draft.id, pen.plain(post["bid"]), pen);
  mark_edited(post, pen, draft);
  return verdict;
}

void detail(const Found& found, Pen& pen, Details& details) {
  detail_status(found.post, pen, details);
}

}  // namespace

Format m_weibo_cn() {
  return {.name = "m_weibo_cn",
          .what = "posts of the pages of m.weibo.cn, single or in cards",
          .known_by = "mblog; also inside cards, card_group or data.cards; or bid, id and text",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"card_type":9,"mblog":{"created_at":"Mon Jan 27 20:15:03 +0800 2025",)"
                     R"("id":"5127522548373127","bid":"PbxZcz8er","text":"国货之光！<span )"
                     R"(class=\"url-icon\"><img alt=[doge] src=\"x.png\" /></span>"}})"};
}

}  // namespace yuqing::parsing
