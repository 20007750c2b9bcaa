// The bursts of an archive: those of all topics, at every width that their posts are enough for.
#pragma once

#include <vector>

#include "commands/report_timeline.h"
#include "pipeline/bursts.h"

namespace yuqing {

struct Bursts {
  std::vector<Burst> shown;    // the most severe ones, by begin, then by tag
  std::size_t not_shown = 0;   // how many more there are
  bool is_long_enough = true;  // else the archive has no past to hold anything beside
};

inline constexpr std::size_t kMostBursts = 24;

Bursts find_bursts(const Timeline& timeline);

}  // namespace yuqing
