// What a set of topics finds in archives, and what it leaves behind.
//
// Besides every topic two looser ones are counted: the topic without its exclusions, which shows
// what those took away, and any of its terms, among which the near misses are. Examples are those
// posts whose hashes with the seed are smallest: the same ones on any number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "operators/topic_file.h"
#include "pipeline/opinion.h"

namespace yuqing {

inline constexpr std::size_t kExamples = 20;

struct BacktestRequest {
  std::vector<std::filesystem::path> archives;
  std::uint64_t seed = 1;
  int threads = 1;
  bool opinions = false;  // count sentiments, too
};

struct BacktestExample {
  std::uint64_t id = 0;
  std::string text;   // as written
  std::string lacks;  // of a near miss: what it would take
};

struct BacktestTopic {
  std::string id;
  std::uint64_t posts = 0;
  std::array<std::uint64_t, kSentiments> opinions = {};
  std::uint64_t removed = 0;                             // matched but for the exclusions
  std::map<std::string, std::uint64_t> removed_by = {};  // exclusion -> posts that it took away
  std::vector<BacktestExample> hits = {};
  std::vector<BacktestExample> near_misses = {};
};

// One topic in the old file and in the new one.
struct BacktestChange {
  std::string id;
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  std::uint64_t gained = 0;
  std::uint64_t lost = 0;
  std::vector<BacktestExample> gained_posts = {};
  std::vector<BacktestExample> lost_posts = {};
};

struct BacktestOverlap {
  std::string first;
  std::string second;
  std::uint64_t posts = 0;
};

struct BacktestHashtag {
  std::string tag;
  std::uint64_t posts = 0;
};

struct Backtest {
  std::uint64_t records = 0;
  std::uint64_t posts = 0;                        // counted: sound, and no duplicate in its file
  std::map<std::string, std::uint64_t> left_out;  // the other records, by reason
  std::uint64_t matched = 0;                      // posts with a topic
  std::vector<BacktestTopic> topics;              // in the order of the file; "both" gives two
  std::vector<BacktestOverlap> overlaps;          // most posts first
  std::vector<BacktestHashtag> hashtags;          // of posts without a topic, most posts first
  std::vector<BacktestChange> changes;            // against the old set, by id
};

// `old` may be null. Throws SourceError where an archive cannot be read at all.
Backtest backtest(const TopicSet& set, const TopicSet* old, const BacktestRequest& request);

}  // namespace yuqing
