// A job: the parts that a configuration names, put together and run.
#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <stop_token>
#include <vector>

#include "pipeline/config.h"
#include "pipeline/health.h"
#include "pipeline/lanes.h"

namespace yuqing {

// Reads every section of the configuration and builds every part; throws ConfigError with all
// complaints, one a line. Nothing connects and nothing is written before run().
class Job {
 public:
  // Live: records come from [source_kafka].
  explicit Job(File& config);
  ~Job();

  // Returns when `stop` is requested and everything in flight is counted, durable and committed.
  void run(const std::stop_token& stop);

  // State to look at while the job runs: lock lanes().mutex().
  const Lanes& lanes() const;
  Health& health();
  // The address of the HTTP port, once run() listens on it. Asked for once.
  std::future<std::string> listening();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Reads the sections of sources and sinks for their complaints alone: a verb that does without them
// still tells every mistake of a file.
void check_connectors(const Section& root);

}  // namespace yuqing
