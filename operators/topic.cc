// The topics of a post, as its topic file defines them.
#include <algorithm>
#include <set>

#include "operators/catalogue.h"
#include "operators/topic_file.h"
#include "operators/topic_naive.h"

namespace yuqing {
namespace {

class TopicOperator final : public Operator {
 public:
  TopicOperator(TopicSet set, TagTable& tags) : set_(std::move(set)) {
    for (const TopicRule& rule : set_.topics) {
      tags_.push_back(tags.intern(rule.id));
      inherited_.push_back(rule.repost == Repost::both ? tags.intern(rule.id + "_inherited")
                                                       : kAllPosts);
    }
  }

  void apply(Batch& batch) const override {
    batch.tags.clear();
    batch.opinions.clear();
    for (Post& post : batch.posts) {
      if (post.verdict != Verdict::counted) {
        continue;
      }
      post.topics.begin = static_cast<std::uint32_t>(batch.tags.size());
      for (const TopicFound& found : naive_topics(set_, {.text = post.text,
                                                        .root = post.root,
                                                        .author = post.author,
                                                        .region = post.region})) {
        batch.tags.push_back(found.inherited ? inherited_[found.topic] : tags_[found.topic]);
      }
      post.topics.size = static_cast<std::uint32_t>(batch.tags.size()) - post.topics.begin;
      std::sort(batch.tags.begin() + post.topics.begin, batch.tags.end());
    }
  }

 private:
  TopicSet set_;
  std::vector<Tag> tags_;
  std::vector<Tag> inherited_;
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
  return std::make_unique<TopicOperator>(complaints.empty() ? std::move(set) : TopicSet(), tags);
}

}  // namespace yuqing
