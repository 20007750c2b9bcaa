// See replay_inputs.h.
#include "commands/replay_inputs.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "operators/post_time.h"
#include "operators/source_segments.h"
#include "pipeline/durable_file.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

std::optional<std::int64_t> time_of(const std::string& option, const std::string& text) {
  if (text.empty()) {
    return std::nullopt;
  }
  const std::optional<PostTime> time = read_time(text);
  if (!time) {
    throw ConfigError(option + " " + text +
                      ": no time; write, for example, 2025-01-27T12:00:00+08:00, or without the "
                      "zone for Beijing's time");
  }
  return time->ms;
}

}  // namespace

std::string ReplayInputs::mark() const {
  if (!topic_) {
    return {};
  }
  const auto bound = [](std::optional<std::int64_t> time_ms) {
    return time_ms ? std::to_string(*time_ms) : std::string("-");
  };
  return fmt::format("kafka {} {} since {} until {}\n", topic_->properties.at("bootstrap.servers"),
                     topic_->topic, bound(times_.since_ms), bound(times_.until_ms));
}

void ReplayInputs::settle(const std::filesystem::path& state) {
  if (!topic_) {
    return;
  }
  const std::filesystem::path path = state / "stretches";
  std::ifstream in(path, std::ios::binary);
  const std::string kept{std::istreambuf_iterator<char>(in), {}};
  const std::optional<std::vector<Stretch>> known = read_stretches(kept);
  if (known && !known->empty()) {
    stretches_ = *known;
    return;
  }
  stretches_ = find_stretches(*topic_, times_);
  replace_file(path, written(stretches_));
}

std::unique_ptr<ReplaySource> ReplayInputs::open(const ReplayLimits& limits) const {
  return topic_ ? make_source_kafka_past(*topic_, stretches_, limits)
                : make_source_archives(files_, limits);
}

PastTimes past_times(const std::string& since, const std::string& until) {
  const PastTimes times{.since_ms = time_of("--since", since),
                        .until_ms = time_of("--until", until)};
  if (times.since_ms && times.until_ms && *times.since_ms >= *times.until_ms) {
    throw ConfigError("--until " + until + " is not after --since " + since);
  }
  return times;
}

}  // namespace yuqing
