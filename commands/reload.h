// The topic file, watched while the job runs.
//
// A change is read and compiled beside the topics that run, and handed over when it is sound. A
// file with mistakes changes nothing: the topics that run go on, the log says what is wrong where,
// and yuqing_topics_reload_total counts it. The next change is a new chance, so a file that was
// caught half written costs a line in the log.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "commands/scoring.h"
#include "pipeline/handover.h"
#include "pipeline/metrics.h"

namespace yuqing {

// The handover's callback leads back here, so this outlives the pipeline.
class TopicReload {
 public:
  // Shows the topics that run in `metrics`; `running` outlives this.
  TopicReload(const Scoring& running, Handover& handover, Metrics& metrics);

  // Looks at the file and deals with a change once two looks have found the same: then nobody is
  // writing. Called by one thread again and again; does nothing for the topics of the program.
  void look();

  // Hash of the topics that count now. Any thread.
  std::uint64_t version() const { return version_; }

 private:
  // Differs whenever the file was written or replaced, also by a symbolic link's new target.
  struct Stamp {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    std::int64_t size = -1;  // -1: never looked, -2: there is no file
    ino_t inode = 0;
    bool operator==(const Stamp&) const = default;
  };

  Stamp stamp() const;
  void judge();
  Successor successor_of(std::uint64_t version, TopicSetup setup);
  void refuse(const std::string& complaint);

  const std::filesystem::path file_;
  const std::uint64_t model_;
  const Model* const lent_model_;
  Handover& handover_;
  Metrics& metrics_;
  std::atomic<std::uint64_t> version_;

  // Of the looking thread.
  TagTable tags_;         // of every version so far
  std::uint64_t newest_;  // version that was handed over last
  Stamp seen_;            // by the last look
  Stamp judged_;
  bool refused_ = false;  // what judged_ held
};

}  // namespace yuqing
