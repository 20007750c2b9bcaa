// The producing half of the demo: the firehose into the broker, at a steady rate.
#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <stop_token>
#include <string>

#include "operators/firehose.h"
#include "operators/kafka.h"
#include "pipeline/lanes.h"

namespace yuqing {

struct FeedPlan {
  FirehosePlan firehose;
  std::uint64_t rate = 0;  // posts a second
  std::string brokers;
  std::string topic;
};

// Produces on a thread of its own until it is told to stop.
//
// The broker keeps 5 MiB of a partition and drops what is older without a word. So the feed never
// runs further ahead of the job than fits there, should all of it be in one partition.
class DemoFeed {
 public:
  // `lanes` outlive the feed.
  DemoFeed(FeedPlan plan, const Lanes& lanes);
  ~DemoFeed() { stop_.request_stop(); }
  DemoFeed(const DemoFeed&) = delete;
  DemoFeed& operator=(const DemoFeed&) = delete;

  // Everything that was handed over is in the broker when it returns; throws SinkError if not.
  void stop();
  // Throws what ended the feed, if something did.
  void check();

  std::uint64_t produced() const { return produced_; }

 private:
  void run(const std::stop_token& stop);

  const FeedPlan plan_;
  const Lanes& lanes_;
  std::atomic<std::uint64_t> produced_ = 0;
  std::stop_source stop_;
  std::future<void> done_;  // last: its thread uses everything above
};

}  // namespace yuqing
