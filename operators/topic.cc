// The topics of a post, as its topic file defines them, and what it thinks of the entities there.
#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <optional>
#include <set>

#include "operators/catalogue.h"
#include "operators/entity.h"
#include "operators/topic_file.h"
#include "operators/topic_matcher.h"

namespace yuqing {
namespace {

class TopicOperator final : public Operator {
 public:
  // Without a model there are no opinions. The tag of an entity is its id behind a dollar.
  TopicOperator(const TopicSet& set, TagTable& tags, const Model* model)
      : plan_(set, tags), model_(model) {
    if (model_ != nullptr) {
      for (const EntityRule& entity : set.entities) {
        entities_.push_back(tags.intern("$" + entity.id));
      }
    }
  }

  void apply(Batch& batch) const override {
    batch.tags.clear();
    batch.opinions.clear();
    Worker& worker = workers_.local();
    for (Post& post : batch.posts) {
      if (post.verdict == Verdict::counted) {
        worker.matcher.match(batch, post);
        if (worker.entities) {
          worker.entities->judge(batch, post, worker.matcher.entity_hits());
        }
      }
    }
  }

 private:
  struct Worker {
    TopicMatcher matcher;
    std::optional<EntityJudge> entities;
  };

  Worker worker() const {
    Worker worker{.matcher = TopicMatcher(plan_), .entities = std::nullopt};
    if (model_ != nullptr) {
      worker.entities.emplace(entities_, *model_);
    }
    return worker;
  }

  TopicPlan plan_;
  const Model* model_;
  std::vector<Tag> entities_;  // by index into TopicSet::entities
  mutable tbb::enumerable_thread_specific<Worker> workers_{[this] { return worker(); }};
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

std::unique_ptr<Operator> make_topic(const Section& topic, TagTable& tags, const Model* model) {
  File file = topic_file(topic);
  TopicSet set = read_topics(file);
  const std::vector<std::string> complaints = file.complaints();
  topic.adopt(without_echoes(complaints));
  return make_topic(complaints.empty() ? set : TopicSet(), tags, model);
}

std::unique_ptr<Operator> make_topic(const TopicSet& set, TagTable& tags, const Model* model) {
  return std::make_unique<TopicOperator>(set, tags, model);
}

}  // namespace yuqing
