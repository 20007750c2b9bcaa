// What of the job the demo shows: taken from the lanes at one moment.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/lanes.h"

namespace yuqing {

struct DemoView {
  std::chrono::steady_clock::time_point taken = std::chrono::steady_clock::now();
  std::uint64_t produced = 0;
  Counters counters;
  std::int64_t event_ms = kNoTime;  // newest event time
  std::vector<Cell> totals;         // by tag

  std::uint64_t lag() const {
    return produced > counters.consumed ? produced - counters.consumed : 0;
  }
};

// Locks the lanes. `produced` was read before, so that the lag is never too small.
DemoView look_at(const Lanes& lanes, std::uint64_t produced);

// Tags of topics that have posts in `cells`, the one with most first. Entities are no topics.
std::vector<Tag> by_volume(const std::vector<Cell>& cells, const TagTable& names);

// What came between two views: totals only.
std::vector<Cell> growth(const DemoView& before, const DemoView& after);

// "2025-01-27 20:15", Beijing time; "-" for none.
std::string beijing_minute(std::int64_t time_ms);

// Positive minus negative, in percent of all opinions.
int net_sentiment(const Cell& cell);

// consumed = counted + late + duplicate + rejected + filtered, and nothing is left unread.
bool nothing_vanished(const DemoView& view);

// The account at the end, several lines.
std::string summary(const DemoView& view, const TagTable& tags);

}  // namespace yuqing
