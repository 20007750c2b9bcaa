// See demo_feed.h.
#include "commands/demo_feed.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "commands/progress.h"

namespace yuqing {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kTick{10};
// Of 1.2 KB each with what a log adds, so less than 4 MiB.
constexpr std::uint64_t kMostUnread = 3'200;

// Waits for a tick; false when it is time to end.
bool ticked(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  return !wake.wait_for(lock, stop, kTick, [&stop] { return stop.stop_requested(); });
}

// How many posts are due: the rate over time, but what could not be sent in time is not made up
// for later than a tick.
class Pace {
 public:
  explicit Pace(std::uint64_t rate) : rate_(rate) {}

  std::uint64_t due(std::uint64_t room) {
    const Clock::time_point now = Clock::now();
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now - last_);
    last_ = now;
    owed_ += rate_ * static_cast<std::uint64_t>(passed.count());
    const std::uint64_t posts = std::min(owed_ / kMicro, room);
    owed_ = std::min(owed_ - posts * kMicro, kMicro);
    return posts;
  }

 private:
  static constexpr std::uint64_t kMicro = 1'000'000;

  const std::uint64_t rate_;
  Clock::time_point last_ = Clock::now();
  std::uint64_t owed_ = 0;  // millionths of a post
};

}  // namespace

DemoFeed::DemoFeed(FeedPlan plan, const Lanes& lanes)
    : plan_(std::move(plan)),
      lanes_(lanes),
      done_(std::async(std::launch::async, [this] { run(stop_.get_token()); })) {}

void DemoFeed::run(const std::stop_token& stop) {
  KafkaProducer producer({{"bootstrap.servers", plan_.brokers}, {"linger.ms", "10"}});
  const std::unique_ptr<Firehose> firehose = make_firehose(plan_.firehose);
  Pace pace(plan_.rate);
  while (ticked(stop)) {
    const std::uint64_t unread = produced_ - consumed(lanes_);
    for (std::uint64_t left = pace.due(kMostUnread - std::min(unread, kMostUnread)); left > 0;
         left--) {
      const FirehosePost post = firehose->next();
      // The log's time is the story's, so the same posts are late whenever the demo runs.
      producer.send(plan_.topic, std::to_string(post.id), post.json, post.story_ms);
      produced_++;
    }
  }
  producer.flush();
}

void DemoFeed::stop() {
  stop_.request_stop();
  if (done_.valid()) {
    done_.get();
  }
}

void DemoFeed::check() {
  if (done_.valid() && done_.wait_for(milliseconds(0)) == std::future_status::ready) {
    done_.get();
  }
}

}  // namespace yuqing
