// Whether a partition stands still although records wait in it.
//
// It is judged by how far a partition was read, by where its log ends as another client was told
// (one that gets no more records does not hear of new ones either), and by time. Time passes only
// while the source is asked for records: behind a slow sink or a full disk it stands still, and
// that is no fault of the client. No data is not an alarm. Pure: the clock is handed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace yuqing {

struct Stall {
  std::int32_t partition = 0;
  std::int64_t next = 0;    // where it stands
  std::int64_t behind = 0;  // records and gaps that wait behind it, at least
  bool again = false;       // a new client does not get them either
};

class KafkaWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::milliseconds;

  // So long may a partition stand.
  explicit KafkaWatch(Span patience) : patience_(patience) {}

  // These are read from now on, ascending; what is known of others is forgotten.
  void begin(const std::vector<std::int32_t>& partitions);
  // The source was asked for records. Time does not pass where none can come.
  void pass(Time now, bool none_can_come);
  // Everything below was read, or is no record.
  void read(std::int32_t partition, std::int64_t next);
  void ends(std::int32_t partition, std::int64_t end);

  // Partitions that bring nothing, when their ends are to be asked for. Not again at once.
  std::vector<std::int32_t> questions();
  // The partition that has stood longest, if one has stood too long.
  std::optional<Stall> stall() const;
  bool is_stalled(std::int32_t partition) const;
  bool is_stalled() const;  // any
  bool is_silent() const;   // nothing came of a partition for so long, whatever it holds
  // Another client reads now: what stands has as much time again, and no more.
  void began_anew();

 private:
  struct Partition {
    std::int32_t number = 0;
    std::int64_t next = 0;
    std::int64_t end = 0;
    Span moved_at{};                        // or taken over
    std::optional<Span> stands_since = {};  // with records behind it
    bool anew = false;                      // it stood under the client before
  };

  bool stands_too_long(const Partition& partition) const;
  Partition* known(std::int32_t partition);

  const Span patience_;
  Time seen_{};
  Span passed_{};
  Span asked_at_{};
  std::vector<Partition> partitions_;  // ascending
};

}  // namespace yuqing
