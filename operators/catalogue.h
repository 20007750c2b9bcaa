// Everything pluggable, one factory each. The file x.cc holds make_x and nothing else of it can be
// seen; [x] is its section in the configuration.
//
// A factory reads its whole section, so that `yuqing check` sees every mistake: it complains
// through the section instead of throwing, and what it returns is used only if nobody complained.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "pipeline/config.h"
#include "pipeline/health.h"
#include "pipeline/operator.h"
#include "pipeline/sink.h"
#include "pipeline/source.h"
#include "pipeline/store.h"
#include "pipeline/tags.h"

namespace yuqing {

class Model;
struct TopicSet;

// Operators, in the order in which a post meets them.
// `format`, where it is not empty, stands in for the section's key: a name that `yuqing formats`
// lists, or "auto". Throws ConfigError for any other.
std::unique_ptr<Operator> make_parse(const Section& parse, std::string_view format = {});
std::unique_ptr<Operator> make_normalize();
std::unique_ptr<Operator> make_sentiment(const Section& sentiment);
// Interns the topics, and the entities where a model is lent to judge them by; the model outlives
// the operator. Complaints about the topic file name that file and its lines.
std::unique_ptr<Operator> make_topic(const Section& topic, TagTable& tags,
                                     const Model* model = nullptr);
// Of topics that are read already.
std::unique_ptr<Operator> make_topic(const TopicSet& set, TagTable& tags,
                                     const Model* model = nullptr);
// Gists always; hashtags and terms for the analytics.
std::unique_ptr<Operator> make_traits(bool analytics);

// Sources.
std::unique_ptr<Source> make_source_kafka(const Section& source_kafka, Health& health,
                                          std::size_t batch_posts, std::size_t batch_bytes);

// Sinks.
std::unique_ptr<Sink> make_sink_file(const Section& sink_file);
std::unique_ptr<Sink> make_sink_file(const std::filesystem::path& windows,
                                     const std::filesystem::path& dead_letters);
std::unique_ptr<Sink> make_sink_kafka(const Section& sink_kafka, Health& health);

// Stores; the one of files is pipeline/store.h.
std::unique_ptr<Store> make_store_kafka(const Section& store_kafka, Health& health);

}  // namespace yuqing
