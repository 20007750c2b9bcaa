// See parse_format.h: the table.
#include "operators/parse_format.h"

#include <algorithm>
#include <array>

namespace yuqing::parsing {

std::span<const Format> formats() {
  static const std::array rows = {
      canonical(),    weibo_push(),        jetstream(),        x_v2(),
      m_weibo_cn(),   weibo_ajax(),        nghuyong(),         weibo_crawler(),
      mediacrawler(), weibo_spider(),      weibo_v2(),         weibo_minimal(),
      weibo_search(), weibo_crawler_csv(), weibo_spider_csv(), public_opinion(),
  };
  return rows;
}

const Format* format_named(std::string_view name) {
  const std::span<const Format> rows = formats();
  const auto row = std::ranges::find(rows, name, &Format::name);
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace yuqing::parsing
