// The text of a repost as weiboSpider writes it, in JSON and in CSV.
#pragma once

#include <string_view>

namespace yuqing::parsing {

struct SpiderText {
  std::string_view own;
  std::string_view root;
  std::string_view root_author;
  bool is_repost = false;
};

// "转发理由:…\n原始用户: X\n转发内容: …"; older files lack the user. Anything else is all own text.
SpiderText spider_text(std::string_view content);

}  // namespace yuqing::parsing
