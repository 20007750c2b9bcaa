// What a configuration says about the machine itself; operators, sources and sinks read their own
// sections.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "commands/now_json.h"
#include "pipeline/config.h"
#include "pipeline/http_access.h"
#include "pipeline/lanes.h"
#include "pipeline/pipeline.h"

namespace yuqing {

struct Settings {
  Machine machine;
  Windowing windowing;
  bool store_in_kafka = false;  // the snapshots, as [store_kafka] says, else in `state`
  std::filesystem::path state;  // folder of the snapshots; empty when not given
  std::chrono::milliseconds interval = std::chrono::seconds(10);
  std::string listen;
  HttpAccess access;
  ShownExamples examples = ShownExamples::none;
  std::uint64_t max_ratio = 200;  // of what an archive unpacks to, to its size
};

// Reads [pipeline], [window], [analytics], [state], [replay], [http], [page] and [log], and sets
// the log level. Complains through the sections.
Settings read_settings(const Section& root);

}  // namespace yuqing
