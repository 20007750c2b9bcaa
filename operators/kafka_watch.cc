// See kafka_watch.h.
#include "operators/kafka_watch.h"

#include <algorithm>

namespace yuqing {
namespace {

// A source is asked every 100 ms at the latest, so what is longer was spent elsewhere.
constexpr KafkaWatch::Span kMostAtOnce{1000};
constexpr int kQuestions = 4;  // within the patience

}  // namespace

void KafkaWatch::begin(const std::vector<std::int32_t>& partitions) {
  std::vector<Partition> begun;
  begun.reserve(partitions.size());
  for (const std::int32_t number : partitions) {
    const Partition* const before = known(number);
    begun.push_back(before != nullptr ? *before : Partition{.number = number, .moved_at = passed_});
  }
  partitions_ = std::move(begun);
}

void KafkaWatch::pass(Time now, bool none_can_come) {
  if (seen_ != Time{} && !none_can_come) {
    passed_ += std::min(std::chrono::duration_cast<Span>(now - seen_), kMostAtOnce);
  }
  seen_ = now;
  if (none_can_come) {
    for (Partition& partition : partitions_) {
      partition.stands_since.reset();
    }
  }
}

void KafkaWatch::read(std::int32_t partition, std::int64_t next) {
  Partition* const found = known(partition);
  if (found != nullptr && found->next != next) {
    *found = {.number = partition, .next = next, .end = found->end, .moved_at = passed_};
  }
}

void KafkaWatch::ends(std::int32_t partition, std::int64_t end) {
  Partition* const found = known(partition);
  if (found == nullptr) {
    return;
  }
  found->end = end;
  if (end <= found->next) {
    found->stands_since.reset();
  } else if (!found->stands_since) {
    found->stands_since = passed_;
  }
}

std::vector<std::int32_t> KafkaWatch::questions() {
  std::vector<std::int32_t> silent;
  if (passed_ - asked_at_ < patience_ / kQuestions) {
    return silent;
  }
  for (const Partition& partition : partitions_) {
    if (passed_ - partition.moved_at >= patience_ / kQuestions) {
      silent.push_back(partition.number);
    }
  }
  asked_at_ = silent.empty() ? asked_at_ : passed_;
  return silent;
}

std::optional<Stall> KafkaWatch::stall() const {
  const Partition* longest = nullptr;
  for (const Partition& partition : partitions_) {
    const bool longer = longest == nullptr || partition.stands_since < longest->stands_since;
    if (stands_too_long(partition) && longer) {
      longest = &partition;
    }
  }
  if (longest == nullptr) {
    return std::nullopt;
  }
  return Stall{.partition = longest->number,
               .next = longest->next,
               .behind = longest->end - longest->next,
               .again = longest->anew};
}

bool KafkaWatch::is_stalled(std::int32_t partition) const {
  return std::ranges::any_of(partitions_, [&](const Partition& known) {
    return known.number == partition && (known.anew || stands_too_long(known));
  });
}

bool KafkaWatch::is_stalled() const {
  return std::ranges::any_of(
      partitions_, [this](const Partition& known) { return known.anew || stands_too_long(known); });
}

bool KafkaWatch::is_silent() const {
  return std::ranges::any_of(partitions_, [this](const Partition& known) {
    return passed_ - known.moved_at >= patience_;
  });
}

void KafkaWatch::began_anew() {
  for (Partition& partition : partitions_) {
    partition.anew = partition.anew || stands_too_long(partition);
    partition.stands_since.reset();
  }
}

bool KafkaWatch::stands_too_long(const Partition& partition) const {
  return partition.stands_since && passed_ - *partition.stands_since >= patience_;
}

KafkaWatch::Partition* KafkaWatch::known(std::int32_t partition) {
  const auto found = std::ranges::lower_bound(partitions_, partition, {}, &Partition::number);
  return found != partitions_.end() && found->number == partition ? &*found : nullptr;
}

}  // namespace yuqing
