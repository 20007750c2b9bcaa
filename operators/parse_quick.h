// The quick way: two formats that most records of live topics have are read in one walk over the
// record, without building a tree. All others, and these in envelopes and lists, go the general
// way (parse_record.h), which reads these two to the same posts.
#pragma once

#include "operators/parse_format.h"

namespace yuqing::parsing {

struct QuickFormat {
  std::string_view name;
  bool (*detects)(const Fields& fields) = nullptr;
  Verdict (*adapt)(const Fields& fields, Pen& pen, Draft& draft) = nullptr;
};

QuickFormat quick_canonical();
QuickFormat quick_weibo_v2();

}  // namespace yuqing::parsing
