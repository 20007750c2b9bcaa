// A set of topics, made ready for matching many posts. Constant once it is made.
//
// Everything that topics look for is looked for once, by a finder. A leaf is a finder together
// with the places of a post that count; where it stands it sets a bit, and topics are trees over
// these bits. A topic is filed under few leaves only, of which one must stand wherever it
// matches: under the group that posts hold most rarely. So a post costs what stands in it, not what
// is looked for.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "operators/topic_file.h"
#include "operators/topic_regex.h"
#include "operators/topic_scan.h"
#include "pipeline/tags.h"

namespace yuqing {

using FinderId = std::uint32_t;
using LeafId = std::uint32_t;
using NodeId = std::uint32_t;

// Something to look for in a post.
struct Finder {
  Pattern::Is is = Pattern::Is::term;
  Term term;
  std::uint32_t regex = 0;     // index into TopicPlan::regexes
  Places places = 0;           // where some leaf wants it
  bool is_lazy = false;        // looked for when a topic asks; no literal of the scan
  bool keeps_places = false;   // nearness or an entity wants to know every place
  std::vector<LeafId> leaves;  // that stand where it stands
};

struct Leaf {
  FinderId finder = 0;
  Places places = 0;
  std::vector<std::uint32_t> rules;  // filed under this leaf
};

// Bits of one word of the leaves that stand.
struct LeafMask {
  std::uint32_t word = 0;
  std::uint64_t bits = 0;
};

// A tree of a topic. `any` holds leaves and children, all others children only.
struct Node {
  Query::Op op = Query::Op::any;
  std::uint16_t distance = 0;
  std::vector<LeafMask> masks;   // of the leaves that are not lazy
  std::vector<LeafId> lazy;      // the others
  std::vector<LeafId> leaves;    // all of them, in the order of the query
  std::vector<NodeId> children;  // the quickest first
};

// A topic in one of its two ways: own text only, or with what it quotes.
struct PlannedRule {
  std::uint32_t topic = 0;  // index into TopicSet::topics
  bool is_inherited = false;
  Tag tag = kAllPosts;
  NodeId match = 0;
  NodeId none = 0;
  std::vector<LeafId> leaves;  // by index into TopicRule::leaves
};

struct TopicPlan {
  // Interns the ids of the topics.
  TopicPlan(const TopicSet& set, TagTable& tags);

  std::vector<Finder> finders;
  std::vector<Leaf> leaves;
  std::vector<Node> nodes;
  std::vector<PlannedRule> rules;
  std::vector<std::uint32_t> always;  // rules that no leaf could call
  std::vector<Regex> regexes;
  std::vector<std::vector<FinderId>> entities;  // aliases, by index into TopicSet::entities
  Places places = 0;                            // that anything asks for
  bool tells_tags = false;                      // whether it matters what stands in #...#

  // The finders of every literal of `scan`.
  std::vector<std::vector<FinderId>> finders_of;
  std::unique_ptr<LiteralScan> scan;
};

}  // namespace yuqing
