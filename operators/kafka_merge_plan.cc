// What [merge] says; see kafka_merge.h.
#include "operators/kafka_group.h"
#include "operators/kafka_merge.h"

namespace yuqing {

MergePlan read_merge_plan(const Section& merge) {
  using namespace std::chrono_literals;
  MergePlan plan;
  plan.group = merge.text("group", "yuqing-merge");
  KafkaProperties own = group_properties(merge, plan.group);
  own["enable.partition.eof"] = "true";
  plan.windows_topic = merge.text("windows_topic");
  if (plan.windows_topic.empty()) {
    merge.complain("windows_topic", "missing; name the topic of [sink_kafka] windows_topic");
  }
  plan.sums_topic = merge.text("sums_topic");
  plan.file = merge.path("file");
  if (plan.sums_topic.empty() && plan.file.empty()) {
    merge.complain("sums_topic", "missing, and file too; say where the sums go");
  }
  if (!plan.sums_topic.empty() && plan.sums_topic == plan.windows_topic) {
    merge.complain("sums_topic", "is the topic of the windows; sums need one of their own");
  }
  plan.interval = merge.duration("interval", plan.interval, 10ms, 10min);
  plan.keep = merge.duration("keep", plan.keep, 1h, 24h * 3650);
  plan.reading = read_kafka_properties(merge, KafkaRole::consumer, own);
  return plan;
}

}  // namespace yuqing
