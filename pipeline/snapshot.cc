// See snapshot.h and schemas/snapshot.md.
#include "pipeline/snapshot.h"

#include <algorithm>

#include "pipeline/crc32c.h"
#include "pipeline/snapshot_analytics.h"
#include "pipeline/snapshot_bytes.h"
#include "pipeline/snapshot_ledger.h"

namespace yuqing {
namespace {

constexpr std::string_view kMagic = "YQSNAP\r\n";
// What older versions do not tell is read as schemas/snapshot.md says.
constexpr std::uint32_t kOldest = 1;

// The verdicts of versions 1 and 2, in their order.
constexpr std::array kVerdicts2 = {Verdict::counted,  Verdict::too_large, Verdict::not_utf8,
                                   Verdict::not_json, Verdict::too_deep,  Verdict::unknown_format,
                                   Verdict::bad_id,   Verdict::bad_time,  Verdict::time_range,
                                   Verdict::bad_text, Verdict::tombstone, Verdict::deleted};

void write_counters(SnapshotWriter& out, const Counters& counters) {
  out.number(counters.consumed);
  out.number(counters.late);
  out.number(counters.duplicate);
  out.number(static_cast<std::uint64_t>(kVerdicts));
  for (const std::uint64_t count : counters.verdicts) {
    out.number(count);
  }
  out.number(counters.retracted);
  out.number(counters.replaced);
  out.number(counters.lost);
  out.number(counters.cut);
}

Counters read_counters(SnapshotReader& in) {
  Counters counters;
  counters.consumed = in.number<std::uint64_t>();
  counters.late = in.number<std::uint64_t>();
  counters.duplicate = in.number<std::uint64_t>();
  const std::uint64_t verdicts = in.count(sizeof(std::uint64_t));
  for (std::uint64_t i = 0; i < verdicts; i++) {
    const std::uint64_t count = in.number<std::uint64_t>();
    const std::uint64_t here =
        in.version() < 3 && i < kVerdicts2.size() ? static_cast<std::uint64_t>(kVerdicts2[i]) : i;
    if (here < kVerdicts) {
      counters.verdicts[here] = count;
    }
  }
  if (in.version() > 2) {
    counters.retracted = in.number<std::uint64_t>();
    counters.replaced = in.number<std::uint64_t>();
  }
  if (in.version() > 4) {
    counters.lost = in.number<std::uint64_t>();
    counters.cut = in.number<std::uint64_t>();
  }
  return counters;
}

void write_window(SnapshotWriter& out, std::int64_t start, const Window& window) {
  out.number(start);
  out.number(window.version);
  out.number(window.scoring);
  out.number(static_cast<std::uint8_t>(window.final));
  out.number(static_cast<std::uint64_t>(window.cells.size()));
  for (const TaggedCell& tagged : window.cells) {
    out.number(tagged.tag);
    out.cell(tagged.cell);
    out.authors(tagged.authors);
    out.gists(tagged.gists);
    out.examples(tagged.examples);
  }
}

// Tags as the snapshot numbers them -> tags of this job; kMaxTags where a topic is gone.
std::vector<Tag> read_tags(SnapshotReader& in, const TagTable& tags) {
  std::vector<Tag> here;
  const std::uint64_t count = in.count(sizeof(std::uint32_t));
  for (std::uint64_t i = 0; i < count; i++) {
    here.push_back(tags.find(in.text()).value_or(kMaxTags));
  }
  return here;
}

void read_window(SnapshotReader& in, const std::vector<Tag>& here, Lane& lane) {
  Window& window = lane.windows[in.number<std::int64_t>()];
  window.version = in.number<std::int64_t>();
  window.scoring = in.version() == 1 ? lane.scoring : in.number<std::uint64_t>();
  window.final = in.number<std::uint8_t>() != 0;
  const std::uint64_t cells = in.count(sizeof(Tag) + in.cell_size());
  for (std::uint64_t i = 0; i < cells; i++) {
    const Tag there = in.number<Tag>();
    const Cell cell = in.cell();
    const Authors authors = in.authors();
    const Gists gists = in.gists();
    const Examples examples = in.examples();
    if (there < here.size() && here[there] != kMaxTags) {
      TaggedCell& found = window.cells[here[there]];
      found.cell.add(cell);
      found.authors.add(authors);
      found.gists.add(gists);
      found.examples.add(examples);
    }
  }
}

std::optional<Lane> read_lane(SnapshotReader& in, const LaneKey& key, const Windowing& windowing,
                              const TagTable& tags, std::string& reason) {
  Lane lane;
  lane.key.source = in.text();
  lane.key.partition = in.number<std::int32_t>();
  if (lane.key != key) {
    reason = "it is of " + lane.key.source + "/" + std::to_string(lane.key.partition);
    return std::nullopt;
  }
  const std::int64_t size_ms = in.number<std::int64_t>();
  if (size_ms != windowing.size.count()) {
    reason = "its windows are " + std::to_string(size_ms) + " ms wide; set window.size back";
    return std::nullopt;
  }
  lane.scoring = in.number<std::uint64_t>();
  lane.next = in.number<std::int64_t>();
  lane.base = in.version() > 4 ? in.number<std::int64_t>() : 0;
  lane.first_event_ms = in.number<std::int64_t>();
  lane.newest_event_ms = in.number<std::int64_t>();
  lane.counters = read_counters(in);
  const std::vector<Tag> here = read_tags(in, tags);
  lane.totals.resize(tags.names().size());
  for (const Tag tag : here) {
    const Cell total = in.cell();
    if (tag != kMaxTags) {
      lane.totals[tag] = total;
    }
  }
  const std::uint64_t windows = in.count(2 * sizeof(std::int64_t));
  for (std::uint64_t i = 0; i < windows; i++) {
    read_window(in, here, lane);
  }
  lane.ids = IdSet(windowing.ids);
  const std::uint64_t ids = in.count(sizeof(std::uint64_t));
  for (std::uint64_t i = 0; i < ids; i++) {
    lane.ids.insert(in.number<std::uint64_t>());
  }
  lane.ledger = Ledger(std::min(windowing.retractable, windowing.ids));
  read_ledger(in, here, lane.ledger);
  read_analytics(in, here, lane);
  if (!windowing.analytics) {
    lane.trends = {};
    lane.history = {};
  }
  if (!in.done()) {
    reason = "its length is wrong";
    return std::nullopt;
  }
  return lane;
}

// Enough for nearly all of a snapshot: growing it would need three times its size for a moment.
std::size_t size_about(const Lane& lane) {
  constexpr std::size_t kHead = 4096;
  std::size_t size = kHead + lane.totals.size() * (sizeof(Cell) + 32) + lane.ids.size() * 8;
  for (const auto& [start, window] : lane.windows) {
    size += 64;
    for (const TaggedCell& tagged : window.cells) {
      size += 8 + sizeof(Cell) + tagged.authors.hashes().size_bytes() +
              tagged.authors.registers().size_bytes() + tagged.gists.bytes() + 128;
    }
  }
  return size + ledger_size(lane.ledger) + analytics_size(lane);
}

}  // namespace

std::string encode_lane(const Lane& lane, const Windowing& windowing, const TagTable& tags) {
  SnapshotWriter out;
  out.bytes().reserve(size_about(lane));
  out.bytes().append(kMagic);
  out.number(kSnapshotVersion);
  out.text(lane.key.source);
  out.number(lane.key.partition);
  out.number(static_cast<std::int64_t>(windowing.size.count()));
  out.number(lane.scoring);
  out.number(lane.next);
  out.number(lane.base);
  out.number(lane.first_event_ms);
  out.number(lane.newest_event_ms);
  write_counters(out, lane.counters);
  out.number(static_cast<std::uint64_t>(tags.names().size()));
  for (const std::string& name : tags.names()) {
    out.text(name);
  }
  for (const Cell& total : lane.totals) {
    out.cell(total);
  }
  out.number(static_cast<std::uint64_t>(lane.windows.size()));
  for (const auto& [start, window] : lane.windows) {
    write_window(out, start, window);
  }
  const std::vector<std::uint64_t> ids = lane.ids.in_order();
  out.number(static_cast<std::uint64_t>(ids.size()));
  out.bytes().append(reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(ids[0]));
  write_ledger(out, lane.ledger);
  write_analytics(out, lane);
  out.number(crc32c(out.bytes()));
  return std::move(out.bytes());
}

std::optional<Lane> decode_lane(std::string_view bytes, const LaneKey& key,
                                const Windowing& windowing, const TagTable& tags,
                                std::string& reason) {
  if (bytes.size() < kMagic.size() + 2 * sizeof(std::uint32_t) || !bytes.starts_with(kMagic)) {
    reason = "it is no snapshot of yuqing";
    return std::nullopt;
  }
  SnapshotReader head(bytes.substr(kMagic.size()));
  const std::uint32_t version = head.number<std::uint32_t>();
  if (version < kOldest || version > kSnapshotVersion) {
    reason = "its version is " + std::to_string(version) + ", this program knows " +
             std::to_string(kOldest) + " to " + std::to_string(kSnapshotVersion);
    return std::nullopt;
  }
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof(std::uint32_t));
  SnapshotReader checksum(bytes.substr(body.size()));
  if (checksum.number<std::uint32_t>() != crc32c(body)) {
    reason = "its checksum is wrong";
    return std::nullopt;
  }
  SnapshotReader in(body.substr(kMagic.size() + sizeof kSnapshotVersion));
  in.is_of(version);
  return read_lane(in, key, windowing, tags, reason);
}

std::int64_t place_of(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) {
    return kNoOffset;
  }
  SnapshotReader in(bytes.substr(kMagic.size()));
  const std::uint32_t version = in.number<std::uint32_t>();
  in.text();                   // source
  in.number<std::int32_t>();   // partition
  in.number<std::int64_t>();   // window size
  in.number<std::uint64_t>();  // scoring
  const std::int64_t next = in.number<std::int64_t>();
  const std::int64_t base = version > 4 ? in.number<std::int64_t>() : 0;
  // Damaged numbers may be of any size, and then any sum will do.
  const std::uint64_t place = static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(next);
  return in.ok() ? static_cast<std::int64_t>(place) : kNoOffset;
}

}  // namespace yuqing
