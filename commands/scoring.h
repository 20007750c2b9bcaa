// The operators of a job, and their names. A post takes this way whatever it comes from.
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/config.h"
#include "pipeline/pipeline.h"
#include "pipeline/tags.h"

namespace yuqing {

struct Scoring {
  TagTable tags;
  std::vector<Stage> stages;
  std::uint64_t hash = 0;  // of the topics and the model: what the numbers depend on
};

// Reads [parse], [sentiment] and [topic]; complains through the sections.
Scoring make_scoring(const Section& root);

// Throws ConfigError with everything that the file's readers complained of, one a line.
void refuse_complaints(File& file);

}  // namespace yuqing
