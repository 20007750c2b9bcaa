// See parse_format.h: the table.
#include "operators/parse_format.h"

namespace yuqing::parsing {

std::span<const Format> formats() {
  static const std::array kFormats = {kCanonical, kWeiboV2};
  return kFormats;
}

}  // namespace yuqing::parsing
