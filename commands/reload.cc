// See reload.h.
#include "commands/reload.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace yuqing {
namespace {

// The first complaint, and how many more there are.
std::string in_one_line(const std::string& complaints) {
  const std::size_t end = complaints.find('\n');
  if (end == std::string::npos) {
    return complaints;
  }
  return fmt::format("{} (and {} more)", complaints.substr(0, end),
                     std::ranges::count(complaints, '\n'));
}

}  // namespace

TopicReload::TopicReload(const Scoring& running, Handover& handover, Metrics& metrics)
    : file_(running.topic_file),
      model_(running.model),
      lent_model_(model_in(running)),
      handover_(handover),
      metrics_(metrics),
      version_(running.topics),
      tags_(running.tags),
      newest_(running.topics) {
  metrics_.show_topics(running.topics, topic_names(file_));
}

void TopicReload::look() {
  if (file_.empty()) {
    return;
  }
  const Stamp now = stamp();
  if (now == seen_ && now != judged_) {
    judged_ = now;
    judge();
  }
  seen_ = now;
}

TopicReload::Stamp TopicReload::stamp() const {
  struct stat found {};
  if (stat(file_.c_str(), &found) != 0) {
    return {.size = -2};
  }
  return {.seconds = found.st_mtim.tv_sec,
          .nanoseconds = found.st_mtim.tv_nsec,
          .size = found.st_size,
          .inode = found.st_ino};
}

// The job lives on whatever the file holds, so this is where every failure of it ends.
void TopicReload::judge() {
  try {
    TopicSetup setup = read_topic_setup(file_, tags_, lent_model_);
    const std::uint64_t version = setup.version;
    if (version != newest_) {
      tags_ = setup.tags;
      newest_ = version;
      handover_.put(successor_of(version, std::move(setup)));
    } else if (refused_) {
      spdlog::info("topics {:016x}: the file is again the one that counts", newest_);
    }
    refused_ = false;
  } catch (const std::exception& failure) {
    refuse(failure.what());
  }
}

Successor TopicReload::successor_of(std::uint64_t version, TopicSetup setup) {
  Successor successor;
  successor.stages.push_back({.name = "topic", .work = std::move(setup.work)});
  successor.tags = std::move(setup.tags);
  successor.scoring = scoring_hash(version, model_);
  successor.is_taken_over = [this, version, names = std::move(setup.names)] {
    version_ = version;
    metrics_.show_topics(version, names);
    metrics_.reload_done(true);
    spdlog::info("topics {:016x}: {} topics count from here on", version, names.size());
  };
  return successor;
}

void TopicReload::refuse(const std::string& complaint) {
  refused_ = true;
  metrics_.reload_done(false);
  spdlog::error("topics {:016x} go on, the changed file was refused: {}", newest_,
                in_one_line(complaint));
}

}  // namespace yuqing
