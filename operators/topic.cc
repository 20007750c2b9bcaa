// The topics of a post, as its topic file defines them.
#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <set>

#include "operators/catalogue.h"
#include "operators/topic_file.h"
#include "operators/topic_matcher.h"

namespace yuqing {
namespace {

class TopicOperator final : public Operator {
 public:
  TopicOperator(const TopicSet& set, TagTable& tags) : plan_(set, tags) {}

  void apply(Batch& batch) const override {
    batch.tags.clear();
    batch.opinions.clear();
    TopicMatcher& matcher = matchers_.local();
    for (Post& post : batch.posts) {
      if (post.verdict == Verdict::counted) {
        matcher.match(batch, post);
      }
    }
  }

 private:
  TopicPlan plan_;
  mutable tbb::enumerable_thread_specific<TopicMatcher> matchers_{
      [this] { return TopicMatcher(plan_); }};
};

// What has the wrong type reads as empty, and then seems wrong a second time.
std::vector<std::string> without_echoes(const std::vector<std::string>& complaints) {
  constexpr std::string_view kWrongType = ": not a ";
  std::set<std::string> places;
  std::vector<std::string> kept;
  for (const std::string& complaint : complaints) {
    if (const std::size_t end = complaint.find(kWrongType); end != std::string::npos) {
      places.insert(complaint.substr(0, end) + ": ");
    }
  }
  for (const std::string& complaint : complaints) {
    const auto echoes = [&](const std::string& place) { return complaint.starts_with(place); };
    if (complaint.find(kWrongType) != std::string::npos || std::ranges::none_of(places, echoes)) {
      kept.push_back(complaint);
    }
  }
  return kept;
}

}  // namespace

std::unique_ptr<Operator> make_topic(const Section& topic, TagTable& tags) {
  File file = topic_file(topic);
  TopicSet set = read_topics(file);
  const std::vector<std::string> complaints = file.complaints();
  topic.adopt(without_echoes(complaints));
  return make_topic(complaints.empty() ? set : TopicSet(), tags);
}

std::unique_ptr<Operator> make_topic(const TopicSet& set, TagTable& tags) {
  return std::make_unique<TopicOperator>(set, tags);
}

}  // namespace yuqing
