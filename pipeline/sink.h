// Sinks: where windows and dead letters go.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/verdict.h"
#include "pipeline/window.h"

namespace yuqing {

// One partition of one Kafka topic, or one file of an archive.
struct LaneKey {
  std::string source;  // name of the Kafka topic or of the file
  std::int32_t partition = 0;

  auto operator<=>(const LaneKey&) const = default;
};

// A row of the window table, schemas/window.schema.json. It is an upsert: key is (source,
// partition, start, topic). Of two rows with one key the higher version holds, and rows of the
// same version are equal, whenever and by whomever they were written. Without a lane it is the sum
// over all lanes of an archive, schemas/archive_window.schema.json: whole, so it has no version.
struct WindowRow {
  const LaneKey* lane = nullptr;
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  std::string_view topic;
  Cell cell;
  const Authors* authors = nullptr;  // null: none
  const Gists* gists = nullptr;      // null: none
  std::int64_t version = 0;          // 1 + offset of the last record that changed the window, and
                                     // more where the log was cut: it only grows
  std::uint64_t scoring = 0;  // hash of the topics and the model that counted the window last
  bool final = false;         // the lane has passed it: no later post can change it

  std::uint64_t texts() const { return gists == nullptr ? 0 : texts_of(cell, *gists); }
};

// A rejected record, schemas/dead_letter.schema.json. Key is (source, partition, offset).
struct DeadLetter {
  const LaneKey* lane = nullptr;
  std::int64_t offset = 0;
  Verdict reason = Verdict::counted;
  std::string_view payload;  // raw bytes; not longer than parse.max_record
  std::size_t size = 0;      // size of the record in the log, more than payload's if it was cut
};

struct Output {
  std::span<const WindowRow> windows;
  std::span<const DeadLetter> dead_letters;
};

// write() returns when the output is durable and throws SinkError when it cannot be made so, or
// DiskRefuses when it may be asked for again. It
// is called by the fold, one call at a time; views are good for the call only. After a crash the
// same rows come again: a reader takes one per key.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void write(const Output& output) = 0;
};

}  // namespace yuqing
