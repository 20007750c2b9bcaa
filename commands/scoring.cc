// See scoring.h.
#include "commands/scoring.h"

#include "operators/catalogue.h"
#include "operators/model.h"
#include "operators/topic_file.h"
#include "pipeline/errors.h"

namespace yuqing {

Scoring make_scoring(const Section& root) {
  Scoring scoring;
  const auto add = [&](std::string name, std::unique_ptr<Operator> work) {
    scoring.stages.push_back({.name = std::move(name), .work = std::move(work)});
  };
  add("parse", make_parse(root.table("parse")));
  add("normalize", make_normalize());
  add("sentiment", make_sentiment(root.table("sentiment")));
  add("topic", make_topic(root.table("topic"), scoring.tags));
  scoring.hash = topics_hash(root.table("topic")) * 31 + model_hash(root.table("sentiment"));
  return scoring;
}

void refuse_complaints(File& file) {
  std::string all;
  for (const std::string& line : file.complaints()) {
    all += (all.empty() ? "" : "\n") + line;
  }
  if (!all.empty()) {
    throw ConfigError(all);
  }
}

}  // namespace yuqing
