// See now.h.
#include "commands/now.h"

#include "pipeline/durable_file.h"

namespace yuqing {
namespace {

constexpr std::chrono::seconds kFresh{1};

std::int64_t unix_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

Page NowPage::page() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (body_.empty() || now - made_at_ >= kFresh) {
    body_ = made();
    made_at_ = now;
  }
  return {.type = "application/json", .body = body_};
}

std::string NowPage::made() const {
  const Findings findings = parts_.metrics.findings();
  const std::vector<TopicNames> names = parts_.metrics.topics();
  NowJob job{.unready = {}, .is_replay = parts_.is_replay, .clock_ms = unix_ms()};
  if (parts_.health != nullptr) {
    job.unready = parts_.health->unready();
  }
  return now_json({.findings = findings,
                   .names = names,
                   .job = std::move(job),
                   .examples = parts_.examples,
                   .text_of = parts_.text_of});
}

void write_now(const std::filesystem::path& path, const Lanes& lanes,
               const std::vector<TopicNames>& names) {
  const Findings findings = findings_of(lanes);
  replace_file(path, now_json({.findings = findings, .names = names}));
}

}  // namespace yuqing
