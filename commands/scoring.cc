// See scoring.h.
#include "commands/scoring.h"

#include <fmt/format.h>

#include "operators/catalogue.h"
#include "operators/json_rows.h"
#include "operators/topic_file.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

// The section [topic] as a configuration would write it. TOML reads JSON's strings.
File topic_config(const std::filesystem::path& file) {
  std::string text;
  if (!file.empty()) {
    text = "[topic]\nfile = ";
    append_json_string(text, file.string());
  }
  return {"topic", text};
}

// Null when the model is unusable; make_sentiment() complains about it.
std::unique_ptr<const LoadedModel> model_of(const Section& sentiment) {
  try {
    return std::make_unique<const LoadedModel>(sentiment.path("model"));
  } catch (const ConfigError&) {
    return nullptr;
  }
}

}  // namespace

std::uint64_t scoring_hash(std::uint64_t topics, std::uint64_t model) {
  return topics * 31 + model;
}

const Model* model_in(const Scoring& scoring) {
  return scoring.lent_model == nullptr ? nullptr : &**scoring.lent_model;
}

Scoring make_scoring(const Section& root, std::string_view format, bool analytics) {
  Scoring scoring;
  const auto add = [&](std::string name, std::unique_ptr<Operator> work) {
    scoring.stages.push_back({.name = std::move(name), .work = std::move(work)});
  };
  add("parse", make_parse(root.table("parse"), format));
  add("normalize", make_normalize());
  add("sentiment", make_sentiment(root.table("sentiment")));
  scoring.lent_model = model_of(root.table("sentiment"));
  add("topic", make_topic(root.table("topic"), scoring.tags, model_in(scoring)));
  add("traits", make_traits(analytics && root.table("analytics").flag("enabled", true)));
  scoring.topic_file = root.table("topic").path("file");
  scoring.topics = topics_hash(root.table("topic"));
  scoring.model = model_hash(root.table("sentiment"));
  scoring.hash = scoring_hash(scoring.topics, scoring.model);
  return scoring;
}

TopicSetup read_topic_setup(const std::filesystem::path& file, const TagTable& tags,
                            const Model* model) {
  File config = topic_config(file);
  const Section topic = config.root().table("topic");
  TopicSetup setup{.work = nullptr, .tags = tags, .version = topics_hash(topic), .names = {}};
  setup.work = make_topic(topic, setup.tags, model);
  refuse_complaints(config);
  setup.names = topic_names(file);
  if (topics_hash(topic) != setup.version) {
    throw ConfigError(file.string() + ": was changed while it was read; it will be read again");
  }
  return setup;
}

std::vector<TopicNames> topic_names(const std::filesystem::path& file) {
  File config = topic_config(file);
  File topics = topic_file(config.root().table("topic"));
  std::vector<TopicNames> names;
  for (const Section& topic : topics.root().tables("topic")) {
    names.push_back({.id = topic.text("id"),
                     .name = topic.text("name"),
                     .name_en = topic.text("name_en"),
                     .target = topic.text("target")});
  }
  return names;
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
