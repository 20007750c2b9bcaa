// What a running job says is being said now: /api/v1/now, as far as a table shows it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/opinion.h"

namespace yuqing {

struct NetView {
  double value = 0;
  double low = 0;
  double high = 0;
};

struct TopicView {
  std::string id;
  std::string name;
  std::string name_en;
  std::uint64_t posts = 0;
  std::uint64_t posts_before = 0;  // in the window before
  std::array<std::uint64_t, kSentiments> sentiments = {};
  std::uint64_t authors = 0;
  std::optional<double> copy_share;
  std::optional<NetView> net;      // nothing where too few posts have an opinion
  std::optional<double> severity;  // of the burst that runs
  std::vector<std::uint64_t> recent;
  std::string hashtag;  // the most used one; empty without any
};

struct NowView {
  bool is_ready = false;
  std::string reasons;  // why it is not, one behind the other
  std::string event_time;
  std::uint64_t counted = 0;
  std::uint64_t lag = 0;
  std::string window_start;  // empty before the first complete window
  std::string window_end;
  std::vector<TopicView> topics;  // the first is of all posts
};

// Nothing where the text is no answer of version 1.
std::optional<NowView> read_now(std::string_view json);

}  // namespace yuqing
