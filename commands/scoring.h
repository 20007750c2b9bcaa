// The operators of a job, and their names. A post takes this way whatever it comes from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "operators/model.h"
#include "pipeline/config.h"
#include "pipeline/metrics.h"
#include "pipeline/pipeline.h"
#include "pipeline/tags.h"

namespace yuqing {

struct Scoring {
  std::unique_ptr<const LoadedModel> lent_model;  // to topic stages; null if it is unusable
  TagTable tags;
  std::vector<Stage> stages;
  std::filesystem::path topic_file;  // empty: the topics that are part of the program
  std::uint64_t topics = 0;          // version of the topics: hash of the file
  std::uint64_t model = 0;           // hash of the model
  std::uint64_t hash = 0;            // of both: what the numbers depend on
};

// Reads [parse], [sentiment], [topic] and [analytics]; complains through the sections. A format
// that is not empty stands in for parse.format; ConfigError when there is none of that name.
// Hashtags and terms are found only for the analytics, where the configuration wants them.
Scoring make_scoring(const Section& root, std::string_view format = {}, bool analytics = true);

// Of topic stages; null if it is unusable.
const Model* model_in(const Scoring& scoring);

std::uint64_t scoring_hash(std::uint64_t topics, std::uint64_t model);

// The topic stage alone, as make_scoring() makes it of that file.
struct TopicSetup {
  std::unique_ptr<Operator> work;
  TagTable tags;  // those given, then those that are new
  std::uint64_t version = 0;
  std::vector<TopicNames> names;
};

// Throws ConfigError with everything that is wrong with the file, one complaint a line.
// The model, which may be null, outlives the stage.
TopicSetup read_topic_setup(const std::filesystem::path& file, const TagTable& tags,
                            const Model* model);

// What the topics of a file are called; the file has no complaints.
std::vector<TopicNames> topic_names(const std::filesystem::path& file);

// Throws ConfigError with everything that the file's readers complained of, one a line.
void refuse_complaints(File& file);

}  // namespace yuqing
