// A topic file: what analysts write, read and checked. schemas/topics.md is its contract.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/topic_query.h"
#include "pipeline/config.h"

namespace yuqing {

// Which words of a post with a quoted chain a topic is looked for in: the own ones, own and quoted
// ones together, or both results kept apart: tags `id` and `id_inherited`.
enum class Repost : std::uint8_t { own, inherit, both };

// A text of [topic.test] and where it stands.
struct TopicExample {
  std::string text;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// One topic. It matches a post in which `match` is true and no leaf of `none` stands; a post in
// which no leaf at all stands never makes `match` true.
struct TopicRule {
  std::string id;
  std::string name;
  std::string name_en;
  std::string target;               // id of an entity, or empty
  Query match;                      // (any or query) and every list of all_of
  std::vector<std::uint32_t> none;  // leaves: those of the topic, then those of [global]
  std::vector<Pattern> leaves;
  Places places = kUsualPlaces;
  Repost repost = Repost::own;
  std::vector<TopicExample> must_match;
  std::vector<TopicExample> must_not_match;
  std::uint32_t line = 0;  // of the topic in its file
};

struct TopicSet {
  std::string name;
  std::vector<EntityRule> entities;
  std::vector<TopicRule> topics;
};

// Reads a parsed file. Complains to the file about every mistake; what it returns is sound only if
// the file has no complaints.
TopicSet read_topics(File& file);

// The file that [topic] names, or the built-in one.
File topic_file(const Section& topic);

// Of the bytes of the same file, for snapshots: counts made by other topics must not be continued.
std::uint64_t topics_hash(const Section& topic);

}  // namespace yuqing
