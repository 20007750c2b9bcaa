// Why a text has a topic or has not, in terms of the text as it was written.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "operators/topic_file.h"

namespace yuqing {

// A term that stands in the text.
struct ExplainedHit {
  std::string term;        // as written in the topic file
  std::string entity;      // whose alias it is, or empty
  bool excludes = false;   // it is one of none
  std::string_view place;  // text, chain, mentions ...
  bool has_bytes = false;  // else the three below are empty: names have no place of their own
  std::size_t begin = 0;   // bytes of the text
  std::size_t end = 0;
  std::string piece = {};  // that piece of the text

  bool operator==(const ExplainedHit&) const = default;
};

struct TopicExplanation {
  enum class Is : std::uint8_t { matched, removed, near_miss, far };
  std::string id;  // with "_inherited" for the second result of repost = "both"
  Is is = Is::far;
  std::string lacks = {};  // of a near miss: one thing that would make it match
  std::vector<ExplainedHit> hits = {};
};

// Slow, for people. One thread at a time.
class TopicExplainer {
 public:
  // The set outlives the explainer.
  explicit TopicExplainer(const TopicSet& set);
  ~TopicExplainer();
  TopicExplainer(const TopicExplainer&) = delete;
  TopicExplainer& operator=(const TopicExplainer&) = delete;

  // Every topic, in the order of the file.
  std::vector<TopicExplanation> explain(std::string_view text);
  // Only those that match or would but for an exclusion: quicker, for nothing lacks.
  std::vector<TopicExplanation> reasons(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yuqing
