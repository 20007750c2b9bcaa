// What all lanes say together now, as JSON: schemas/now.schema.json, docs/api.md.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/findings.h"
#include "pipeline/metrics.h"

namespace yuqing {

// What depends on the clock or on the process: a running job tells it, an archive does not.
struct NowJob {
  std::map<std::string, std::string> unready;  // parts that are not ready, with their reasons
  bool is_replay = false;
  std::int64_t clock_ms = 0;  // Unix time
};

// The text of a post by its id, where it is known.
using ExampleText = std::function<std::optional<std::string>(std::uint64_t id)>;

// Which posts stand as examples behind the numbers.
enum class ShownExamples { none, ids, texts };

struct NowInput {
  const Findings& findings;
  // The topics that are told, in this order, all posts first; those without a name where it is
  // empty.
  const std::vector<TopicNames>& names;
  std::optional<NowJob> job = {};
  ShownExamples examples = ShownExamples::none;
  ExampleText text_of = nullptr;  // null: none is known
};

// One line and a newline. Equal inputs give equal bytes.
std::string now_json(const NowInput& input);

}  // namespace yuqing
