// GET /api/v1/now: what all lanes say together now, for the page and for everyone else's programs.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <string>

#include "commands/now_json.h"
#include "pipeline/health.h"
#include "pipeline/http.h"

namespace yuqing {

// The bytes of the answer, made at most once a second however many ask. Thread-safe.
class NowPage {
 public:
  struct Parts {
    const Metrics& metrics;          // outlives this, as does the next
    const Health* health = nullptr;  // null: nothing can be unready
    bool is_replay = false;
    ShownExamples examples = ShownExamples::none;
    ExampleText text_of = nullptr;
  };

  explicit NowPage(Parts parts) : parts_(std::move(parts)) {}

  Page page();

 private:
  std::string made() const;

  const Parts parts_;
  std::mutex mutex_;  // guards what follows
  std::string body_;
  std::chrono::steady_clock::time_point made_at_;
};

// What the end of an archive says, as the job would: the file is there whole or not at all. Nobody
// changes the lanes meanwhile.
void write_now(const std::filesystem::path& path, const Lanes& lanes,
               const std::vector<TopicNames>& names);

}  // namespace yuqing
