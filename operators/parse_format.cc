// See parse_format.h: the table.
#include "operators/parse_format.h"

namespace yuqing::parsing {

std::span<const Format> formats() {
  static const std::array rows = {canonical(), weibo_ajax(), nghuyong(), weibo_v2(),
                                  weibo_minimal()};
  return rows;
}

}  // namespace yuqing::parsing
