// A batch: the unit of work that travels from the source to the fold.
//
// A source fills it with records, the operators turn records into scored posts, the fold adds the
// posts up. Batches are recycled: clear() keeps every capacity, so a warm pipeline allocates
// nothing per post. One thread at a time owns a batch.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/tags.h"
#include "pipeline/verdict.h"

namespace yuqing {

// Bytes past the last record that a parser may read; simdjson wants 64.
inline constexpr std::size_t kPadding = 64;

inline constexpr std::int64_t kNoTime = INT64_MIN;

// One record as the source delivered it: where it stands in Batch::bytes and where it came from.
struct Record {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
  std::uint32_t lane = 0;              // index into Lanes, handed out by it
  std::int64_t offset = 0;             // position in the partition
  std::int64_t log_time_ms = kNoTime;  // when the log received it, Unix ms UTC; files have none
  Verdict verdict = Verdict::counted;  // set by a source that already knows (too_large, tombstone)
  std::uint64_t log_size = 0;          // size in the log where the source had to cut it, else 0
};

enum class Sentiment : std::uint8_t { negative, neutral, positive };
inline constexpr std::size_t kSentiments = 3;

enum class Kind : std::uint8_t { original, repost, comment };

// What kind of character a code unit of the normal form is. Topic terms need it for word edges,
// sentiment for cutting words; upper remembers the case that folding took away.
enum class CharClass : std::uint8_t { han, lower, upper, digit, blank, mark, symbol };

// A piece of Batch::chars and Batch::classes.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

// One post. Filled from left to right: parse, normalize, sentiment, topic.
struct Post {
  std::uint32_t record = 0;            // index into Batch::records; never decreases
  Verdict verdict = Verdict::counted;  // anything else: the members below mean nothing

  // parse
  Kind kind = Kind::original;
  std::uint64_t id = 0;      // the platform's number, or a 64-bit hash of an id that is no number
  std::int64_t time_ms = 0;  // event time, Unix ms UTC
  std::string_view text;     // UTF-8 as written: own text, then the quoted chain. Lives in Batch
  std::uint64_t reach = 0;   // the author's followers, 0 when unknown

  // normalize
  Span own;  // normal form of the own text, without the quoted chain

  // sentiment
  Sentiment sentiment = Sentiment::neutral;
  std::int16_t score = 0;  // thousandths, -1000 to 1000

  // topic
  TagSet topics;
};

// The end of a lane's partition as the source last saw it: one behind the newest record.
struct LaneEnd {
  std::uint32_t lane = 0;
  std::int64_t end = 0;
};

struct Batch {
  std::vector<char> bytes;  // records behind each other, then at least kPadding bytes
  std::vector<Record> records;
  std::vector<Post> posts;
  std::vector<char> texts;         // unescaped texts that could not be views into bytes
  std::vector<char16_t> chars;     // normal forms behind each other
  std::vector<CharClass> classes;  // parallel to chars
  std::vector<LaneEnd> ends;       // now and then, for displays of lag
  std::uint32_t epoch = 0;         // the assignment that its records were read under
  std::chrono::steady_clock::time_point filled_at;  // the only clock that the fold sees

  // Copies a record behind the others. Views into bytes are taken only after the last append.
  void append(Record record, std::string_view payload);
  // Makes room for kPadding bytes behind the last record. Called once, by the source's caller.
  void seal();
  void clear();

  std::string_view payload(const Record& record) const {
    return {bytes.data() + record.begin, record.size};
  }
};

}  // namespace yuqing
