// Weibo's web page, weibo.com/ajax: mymblog, hottimeline, searchProfile, repostTimeline.
//
// "text_raw" holds the emoticons as Weibo writes them, and of a long post only the beginning,
// without a mark of it.
#include "operators/parse_format.h"
#include "operators/parse_status.h"

namespace yuqing::parsing {
namespace {

bool detects(const Found& found) {
  return found.post.has("mblogid") && found.post.has("text_raw");
}

// The whole text, where the crawler asked for it.
Node long_text(const Node& post) {
  const Node within = post["longText"]["longTextContent"];
  const Node beside = post["longTextContent_raw"];
  return beside.is_string() ? beside : within;
}

Verdict adapt(const Found& found, Pen& pen, Draft& draft) {
  const Node& post = found.post;
  const Node whole = long_text(post);
  draft.text = pen.text(whole.is_string() ? whole : post["text_raw"]);
  draft.root = pen.text(post["retweeted_status"]["text_raw"]);
  draft.is_truncated =
      !whole.is_string() && (pen.is_true(post["isLongText"]) || post["continue_tag"].is_object());
  const Verdict verdict = read_status(status_values(post), pen, draft);
  draft.id = weibo_id(draft.id, pen.plain(post["mblogid"]), pen);
  mark_edited(post, pen, draft);
  return verdict;
}

void detail(const Found& found, Pen& pen, Details& details) {
  detail_status(found.post, pen, details);
}

}  // namespace

Format weibo_ajax() {
  return {.name = "weibo_ajax",
          .what = "posts of the pages of weibo.com, single or in their lists",
          .known_by = "mblogid and text_raw; also inside data.list or statuses",
          .detects = detects,
          .adapt = adapt,
          .detail = detail,
          .example = R"({"created_at":"Mon Jan 27 20:15:03 +0800 2025","id":5127522548373127,)"
                     R"("mblogid":"PbxZcz8er","text_raw":"国货之光！[doge]","isLongText":false})"};
}

}  // namespace yuqing::parsing
