// See snapshot.h and schemas/snapshot.md.
#include "pipeline/snapshot.h"

#include <cstring>
#include <numeric>
#include <type_traits>

#include "pipeline/crc32c.h"

namespace yuqing {
namespace {

constexpr std::string_view kMagic = "YQSNAP\r\n";
constexpr std::uint32_t kVersion = 3;
// What older versions do not tell is read as schemas/snapshot.md says.
constexpr std::uint32_t kOldest = 1;

// The verdicts of versions 1 and 2, in their order.
constexpr std::array kVerdicts2 = {Verdict::counted,  Verdict::too_large, Verdict::not_utf8,
                                   Verdict::not_json, Verdict::too_deep,  Verdict::unknown_format,
                                   Verdict::bad_id,   Verdict::bad_time,  Verdict::time_range,
                                   Verdict::bad_text, Verdict::tombstone, Verdict::deleted};

// In the place of the number of authors: registers follow.
constexpr std::uint16_t kSketch = 0xFFFF;

class Writer {
 public:
  template <typename Number>
  void number(Number value) {
    static_assert(std::is_integral_v<Number>);
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes_.append(raw, sizeof value);
  }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_.append(value);
  }
  template <std::size_t size>
  void numbers(const std::array<std::uint64_t, size>& values) {
    for (const std::uint64_t value : values) {
      number(value);
    }
  }
  void cell(const Cell& value) {
    numbers(value.posts);
    number(value.score_positive);
    number(value.score_negative);
    number(value.reach);
    numbers(value.kinds);
    numbers(value.emotions);
    numbers(value.quoted);
    number(value.opposed);
    numbers(value.gaps);
  }
  void authors(const Authors& value) {
    number(value.is_sketch() ? kSketch : static_cast<std::uint16_t>(value.hashes().size()));
    for (const std::uint64_t hash : value.hashes()) {
      number(hash);
    }
    bytes_.append(value.registers().begin(), value.registers().end());
  }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what Writer wrote. Past the end every number is 0 and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  void is_of(std::uint32_t version) { version_ = version; }
  std::uint32_t version() const { return version_; }

  template <typename Number>
  Number number() {
    Number value = 0;
    if (rest_.size() < sizeof value) {
      ok_ = false;
      rest_ = {};
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  std::string text() {
    const std::size_t size = number<std::uint32_t>();
    if (size > rest_.size()) {
      ok_ = false;
      return {};
    }
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  template <std::size_t size>
  void numbers(std::array<std::uint64_t, size>& values) {
    for (std::uint64_t& value : values) {
      value = number<std::uint64_t>();
    }
  }
  Cell cell() {
    Cell value;
    numbers(value.posts);
    value.score_positive = number<std::uint64_t>();
    value.score_negative = number<std::uint64_t>();
    value.reach = number<std::uint64_t>();
    if (version_ == 1) {
      value.kinds[static_cast<std::size_t>(Kind::original)] =
          std::accumulate(value.posts.begin(), value.posts.end(), std::uint64_t{0});
      return value;
    }
    numbers(value.kinds);
    numbers(value.emotions);
    numbers(value.quoted);
    value.opposed = number<std::uint64_t>();
    if (version_ > 2) {
      numbers(value.gaps);
    }
    return value;
  }
  // The least that a cell takes, its authors left out.
  std::size_t cell_size() const {
    const std::size_t numbers = version_ == 1 ? 6 : version_ == 2 ? 21 : 24;
    return numbers * sizeof(std::uint64_t);
  }
  Authors authors() {
    Authors value;
    if (version_ < 3) {
      return value;
    }
    const std::uint16_t held = number<std::uint16_t>();
    std::vector<std::uint64_t> hashes(held == kSketch ? 0 : held);
    for (std::uint64_t& hash : hashes) {
      hash = number<std::uint64_t>();
    }
    std::vector<std::uint8_t> registers(held == kSketch ? Authors::kRegisters : 0);
    for (std::uint8_t& height : registers) {
      height = number<std::uint8_t>();
    }
    ok_ = value.restore(std::move(hashes), std::move(registers)) && ok_;
    return value;
  }
  // How many items of at least `least` bytes may follow; guards loops against a wrong count.
  std::uint64_t count(std::size_t least) {
    const std::uint64_t items = number<std::uint64_t>();
    if (items > rest_.size() / least) {
      ok_ = false;
      return 0;
    }
    return items;
  }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  std::uint32_t version_ = kVersion;
  bool ok_ = true;
};

void write_counters(Writer& out, const Counters& counters) {
  out.number(counters.consumed);
  out.number(counters.late);
  out.number(counters.duplicate);
  out.number(static_cast<std::uint64_t>(kVerdicts));
  for (const std::uint64_t count : counters.verdicts) {
    out.number(count);
  }
}

Counters read_counters(Reader& in) {
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
  return counters;
}

void write_window(Writer& out, std::int64_t start, const Window& window) {
  out.number(start);
  out.number(window.version);
  out.number(window.scoring);
  out.number(static_cast<std::uint8_t>(window.final));
  out.number(static_cast<std::uint64_t>(window.cells.size()));
  for (const TaggedCell& tagged : window.cells) {
    out.number(tagged.tag);
    out.cell(tagged.cell);
    out.authors(tagged.authors);
  }
}

// Tags as the snapshot numbers them -> tags of this job; kMaxTags where a topic is gone.
std::vector<Tag> read_tags(Reader& in, const TagTable& tags) {
  std::vector<Tag> here;
  const std::uint64_t count = in.count(sizeof(std::uint32_t));
  for (std::uint64_t i = 0; i < count; i++) {
    here.push_back(tags.find(in.text()).value_or(kMaxTags));
  }
  return here;
}

void read_window(Reader& in, const std::vector<Tag>& here, Lane& lane) {
  Window& window = lane.windows[in.number<std::int64_t>()];
  window.version = in.number<std::int64_t>();
  window.scoring = in.version() == 1 ? lane.scoring : in.number<std::uint64_t>();
  window.final = in.number<std::uint8_t>() != 0;
  const std::uint64_t cells = in.count(sizeof(Tag) + in.cell_size());
  for (std::uint64_t i = 0; i < cells; i++) {
    const Tag there = in.number<Tag>();
    const Cell cell = in.cell();
    const Authors authors = in.authors();
    if (there < here.size() && here[there] != kMaxTags) {
      TaggedCell& found = window.cells[here[there]];
      found.cell.add(cell);
      found.authors.add(authors);
    }
  }
}

std::optional<Lane> read_lane(Reader& in, const LaneKey& key, const Windowing& windowing,
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
  if (!in.done()) {
    reason = "its length is wrong";
    return std::nullopt;
  }
  return lane;
}

}  // namespace

std::string encode_lane(const Lane& lane, const Windowing& windowing, const TagTable& tags) {
  Writer out;
  out.bytes().append(kMagic);
  out.number(kVersion);
  out.text(lane.key.source);
  out.number(lane.key.partition);
  out.number(static_cast<std::int64_t>(windowing.size.count()));
  out.number(lane.scoring);
  out.number(lane.next);
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
  Reader head(bytes.substr(kMagic.size()));
  const std::uint32_t version = head.number<std::uint32_t>();
  if (version < kOldest || version > kVersion) {
    reason = "its version is " + std::to_string(version) + ", this program knows " +
             std::to_string(kOldest) + " to " + std::to_string(kVersion);
    return std::nullopt;
  }
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof(std::uint32_t));
  Reader checksum(bytes.substr(body.size()));
  if (checksum.number<std::uint32_t>() != crc32c(body)) {
    reason = "its checksum is wrong";
    return std::nullopt;
  }
  Reader in(body.substr(kMagic.size() + sizeof kVersion));
  in.is_of(version);
  return read_lane(in, key, windowing, tags, reason);
}

}  // namespace yuqing
