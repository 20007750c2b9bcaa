// Segments: a stretch of one partition of a Kafka topic as a file, schemas/segment.md.
//
// A segment is complete or it is not there: it is written under a hidden name and gets its own
// when it is on the disk. Its name tells the first offset and the one behind the last.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "operators/zstd_stream.h"
#include "pipeline/sink.h"

namespace yuqing {

// A record of a Kafka partition. Views are good for the call, or until the next record.
struct SegmentRecord {
  std::int64_t offset = 0;
  std::int64_t time_ms = kNoTime;  // when the log received it; kNoTime: the log does not say
  std::optional<std::string_view> key = {};
  std::optional<std::string_view> payload = {};  // none: a tombstone
  std::size_t size = 0;  // the reader sets it: of the payload, of which it may give less
};

// What a name says: DIR/<topic>/<partition>/<first>-<next>.yqs.zst.
struct SegmentPlace {
  LaneKey key;
  std::int64_t first = 0;
  std::int64_t next = 0;  // behind the last offset
};

// The order of partitions.
struct ByPartition {
  bool operator()(const LaneKey& a, const LaneKey& b) const {
    return std::tie(a.source, a.partition) < std::tie(b.source, b.partition);
  }
};

// Nothing when the file is not named as a segment.
std::optional<SegmentPlace> segment_place(const std::filesystem::path& path);

class SegmentWriter {
 public:
  // `folder` is that of the partition. The segment begins at `first`; `lost` offsets from there on
  // were gone from the log unread. Throws SinkError, as all of it does.
  SegmentWriter(std::filesystem::path folder, const LaneKey& key, std::int64_t first,
                std::int64_t lost);
  // Removes what is not finished.
  ~SegmentWriter();
  SegmentWriter(const SegmentWriter&) = delete;
  SegmentWriter& operator=(const SegmentWriter&) = delete;

  // Offsets ascend. Those that are passed over are told as skipped: the log has no record there.
  void append(const SegmentRecord& record);
  // The log has no record before `next`, and none has been appended behind it.
  void skip_to(std::int64_t next);
  // Ends the segment; returns its path when it is on the disk under its name.
  std::filesystem::path finish();

  std::int64_t next() const { return std::max(next_, ahead_); }
  std::uint64_t records() const { return records_; }
  std::uint64_t written() const { return file_->written(); }

 private:
  const std::filesystem::path folder_;
  const std::int64_t first_;
  std::filesystem::path part_;
  std::optional<ZstdWriter> file_;
  std::int64_t next_;
  std::int64_t ahead_ = 0;    // as skip_to() said
  std::int64_t skipped_ = 0;  // before next_
  std::uint64_t records_ = 0;
  std::string line_;
};

// Removes what writers of a partition left unfinished when they were killed.
void remove_parts(const std::filesystem::path& folder);

class SegmentReader {
 public:
  // Reads the first line. Of a longer payload only `max_payload` bytes are given. Throws
  // SourceError where the file is damaged, as next() does; messages leave out its name.
  SegmentReader(const std::filesystem::path& path, std::size_t max_payload);

  // Nothing behind the last record of a segment that is whole.
  std::optional<SegmentRecord> next();

  const SegmentPlace& place() const { return place_; }
  std::int64_t lost() const { return lost_; }
  // Behind the offsets that were read or known to be skipped.
  std::int64_t reached() const { return reached_; }
  std::uint64_t bytes_read() const { return file_.bytes_read(); }

 private:
  bool fill(std::size_t size);
  std::string_view take_line();
  std::optional<SegmentRecord> take_record(std::string_view line);
  void take_key(std::string_view written);
  void take_end(std::string_view line);
  void discard(std::size_t size);

  const SegmentPlace place_;
  const std::size_t max_payload_;
  ZstdReader file_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::size_t behind_ = 0;  // bytes of the last payload that nobody was given, and its newline
  std::int64_t lost_ = 0;
  std::int64_t reached_ = 0;
  std::uint64_t records_ = 0;
  bool ended_ = false;
  std::string key_;
};

}  // namespace yuqing
