// A snapshot of a lane. The bytes behind the magic are the input, and the checksum is made to fit:
// else nothing but the checksum would be tried.
#include "pipeline/snapshot.h"

#include <cstring>

#include "operators/snapshot_pieces.h"
#include "pipeline/crc32c.h"
#include "tests/fuzz/fuzz.h"

namespace yuqing {
namespace {

using namespace std::chrono_literals;

const LaneKey kKey = {.source = "posts", .partition = 3};

TagTable topics() {
  TagTable tags;
  tags.intern("ai_heroes");
  tags.intern("outage");
  return tags;
}

std::string sealed(std::string_view body) {
  std::string bytes = "YQSNAP\r\n";
  bytes += body;
  const std::uint32_t sum = crc32c(bytes);
  char raw[sizeof sum];
  std::memcpy(raw, &sum, sizeof sum);
  return bytes.append(raw, sizeof sum);
}

void round_trip(const Lane& lane, const Windowing& windowing, const TagTable& tags) {
  std::string reason;
  const std::string once = encode_lane(lane, windowing, tags);
  const std::optional<Lane> again = decode_lane(once, kKey, windowing, tags, reason);
  require(again.has_value(), "what is written is read");
  require(encode_lane(*again, windowing, tags) == once, "and is written to the same bytes");
  const auto place = static_cast<std::uint64_t>(lane.base) + static_cast<std::uint64_t>(lane.next);
  require(place_of(once) == static_cast<std::int64_t>(place), "and tells its place");
}

void pieces(std::string_view bytes) {
  const std::vector<Piece> cut = cut_snapshot(kKey, "w", 7, bytes);
  PieceCollector collector(kKey);
  for (const Piece& piece : cut) {
    collector.take(piece.key, piece.value);
  }
  collector.snapshots();
  PieceCollector foreign(kKey);
  for (const Piece& piece : cut) {
    foreign.take(piece.key, bytes);
  }
  foreign.snapshots();
}

}  // namespace

void fuzz(std::string_view input) {
  static const TagTable tags = topics();
  const Windowing windowing{.size = 1min, .ids = 100, .retractable = 100};
  std::string reason;
  decode_lane(input, kKey, windowing, tags, reason);
  place_of(input);
  pieces(input);

  const std::string bytes = sealed(input);
  const std::optional<Lane> lane = decode_lane(bytes, kKey, windowing, tags, reason);
  if (lane) {
    round_trip(*lane, windowing, tags);
  }
}

}  // namespace yuqing
