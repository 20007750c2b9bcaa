// Times of posts: what platforms write, and what Weibo's ids tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/batch.h"

namespace yuqing {

struct PostTime {
  std::int64_t ms = 0;  // Unix ms UTC; the start of a day or minute
  TimePrecision precision = TimePrecision::second;
};

// Reads "Tue May 31 17:46:55 +0800 2011", ISO 8601 and its relatives down to the bare day, Chinese
// dates, and Unix seconds, milliseconds or microseconds, told apart by magnitude. A time without a
// zone is Beijing's. Second 60 is the first second of the next minute.
//
// "刚刚", "5分钟前", "昨天 12:01", "01-27" and other times without a year are read against
// `seen_ms`, when somebody saw them; with kNoTime they tell nothing. "3小时前" is no more exact
// than a day.
std::optional<PostTime> read_time(std::string_view text, std::int64_t seen_ms = kNoTime);

// Weibo's ids hold the second of the post. An observed regularity, so the answer is only given
// when it lies between 2011 and `latest_ms`.
std::optional<std::int64_t> time_of_mid(std::uint64_t mid, std::int64_t latest_ms);

}  // namespace yuqing
