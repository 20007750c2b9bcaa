// Rises: what is said more often than before.
//
// Each candidate is held beside its own past as a share of the posts. Short pieces that rise alike
// are put together, and what says the same is told once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/tally.h"

namespace yuqing {

// Counts of posts; z as log_odds_z() has it.
struct Rise {
  std::string text;  // UTF-8
  std::uint64_t now = 0;
  std::uint64_t before = 0;
  double z = 0;
};

inline constexpr double kLeastZ = 3;

// By falling z, then by text.
bool rises_more(const Rise& a, const Rise& b);

// A side of a comparison: what occurs in how many posts.
struct Said {
  const Tally& tally;
  std::uint64_t posts = 0;
};
// What rose among the most frequent ones of now, by falling z, if it stands in at least `fewest`.
std::vector<Rise> risen(const Said& now, const Said& before, std::uint64_t fewest);

// How terms are told.
struct Telling {
  std::size_t most = 8;      // terms in the end
  std::size_t seams = 2;     // characters that two pieces of a phrase share at least
  std::size_t looked = 150;  // at: the highest of the given ones
};
// Of terms that rose, by falling z, the highest ones that tell different things. What stands in a
// hashtag that rose as much is told by it.
std::vector<Rise> told_terms(std::vector<Rise> terms, const std::vector<Rise>& hashtags,
                             const Telling& telling);

}  // namespace yuqing
