// See snapshot_pieces.h.
#include "operators/snapshot_pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "pipeline/crc32c.h"
#include "pipeline/snapshot.h"
#include "pipeline/snapshot_bytes.h"

namespace yuqing {
namespace {

// Brokers take 1 MiB by default, with key and headers.
constexpr std::size_t kPieceBytes = std::size_t{900} << 10;
constexpr std::string_view kMagic = "YQPIECE\n";

struct Head {
  std::uint64_t generation = 0;
  std::uint32_t number = 0;
  std::uint32_t count = 0;
  std::uint32_t checksum = 0;  // of the whole snapshot

  bool is_of_one_snapshot(const Head& other) const {
    return generation == other.generation && count == other.count && checksum == other.checksum;
  }
};

std::string prefix_of(const LaneKey& lane) {
  return fmt::format("{}/{}/", lane.source, lane.partition);
}

// The head of a piece, and the rest of it.
std::optional<std::pair<Head, std::string_view>> read_piece(std::string_view value) {
  if (!value.starts_with(kMagic)) {
    return std::nullopt;
  }
  SnapshotReader in(value.substr(kMagic.size()));
  Head head;
  head.generation = in.number<std::uint64_t>();
  head.number = in.number<std::uint32_t>();
  head.count = in.number<std::uint32_t>();
  head.checksum = in.number<std::uint32_t>();
  constexpr std::size_t kHeadBytes = 20;
  if (!in.ok()) {
    return std::nullopt;
  }
  return std::pair(head, value.substr(kMagic.size() + kHeadBytes));
}

// The snapshot in one slot of a writer: its keys stand behind each other, in the order of the
// pieces. Nothing when a piece is missing, or of another snapshot.
class Slot {
 public:
  void take(std::string_view value) {
    const auto piece = read_piece(value);
    if (!piece) {
      return;
    }
    const auto& [head, bytes] = *piece;
    if (head.number == 0) {
      head_ = head;
      pieces_ = 0;
      snapshot_.clear();
    }
    if (head_ && head.is_of_one_snapshot(*head_) && head.number == pieces_) {
      pieces_++;
      snapshot_.append(bytes);
    }
  }

  std::optional<std::string> snapshot() const {
    const bool whole = head_ && pieces_ == head_->count && crc32c(snapshot_) == head_->checksum;
    return whole ? std::optional(snapshot_) : std::nullopt;
  }

 private:
  std::optional<Head> head_;
  std::uint32_t pieces_ = 0;
  std::string snapshot_;
};

std::string_view slot_of(std::string_view key) {
  return key.substr(0, key.rfind('/'));
}

}  // namespace

std::vector<Piece> cut_snapshot(const LaneKey& lane, std::string_view writer,
                                std::uint64_t generation, std::string_view snapshot) {
  const std::size_t count =
      std::max<std::size_t>((snapshot.size() + kPieceBytes - 1) / kPieceBytes, 1);
  const std::uint32_t checksum = crc32c(snapshot);
  std::vector<Piece> pieces;
  pieces.reserve(count);
  for (std::size_t number = 0; number < count; number++) {
    SnapshotWriter out;
    out.bytes().append(kMagic);
    out.number(generation);
    out.number(static_cast<std::uint32_t>(number));
    out.number(static_cast<std::uint32_t>(count));
    out.number(checksum);
    out.bytes().append(snapshot.substr(number * kPieceBytes, kPieceBytes));
    // Numbers have one width, so keys sort as pieces do.
    pieces.push_back(
        {.key = fmt::format("{}{}/{}/{:06}", prefix_of(lane), writer, generation % 2, number),
         .value = std::move(out.bytes())});
  }
  return pieces;
}

PieceCollector::PieceCollector(const LaneKey& lane) : prefix_(prefix_of(lane)) {}

void PieceCollector::take(std::string_view key, std::string_view value) {
  if (!key.starts_with(prefix_)) {
    return;
  }
  if (value.data() == nullptr) {
    if (const auto found = newest_.find(key); found != newest_.end()) {
      newest_.erase(found);
    }
    return;
  }
  newest_.insert_or_assign(std::string(key), std::string(value));
}

std::vector<std::string> PieceCollector::snapshots() const {
  std::vector<std::pair<std::int64_t, std::string>> found;
  std::map<std::string_view, Slot> slots;
  for (const auto& [key, value] : newest_) {
    slots[slot_of(key)].take(value);
  }
  for (const auto& [name, slot] : slots) {
    std::optional<std::string> snapshot = slot.snapshot();
    if (snapshot) {
      found.emplace_back(place_of(*snapshot), std::move(*snapshot));
    }
  }
  std::ranges::stable_sort(found, std::greater(), [](const auto& pair) { return pair.first; });
  std::vector<std::string> newest_first;
  newest_first.reserve(found.size());
  for (auto& [next, snapshot] : found) {
    newest_first.push_back(std::move(snapshot));
  }
  return newest_first;
}

std::vector<std::string> PieceCollector::keys_but_of(std::string_view writer) const {
  const std::string own = fmt::format("{}{}/", prefix_, writer);
  std::vector<std::string> keys;
  for (const auto& [key, value] : newest_) {
    if (!key.starts_with(own)) {
      keys.push_back(key);
    }
  }
  return keys;
}

}  // namespace yuqing
