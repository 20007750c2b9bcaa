#include "operators/snapshot_pieces.h"

#include <gmock/gmock.h>

#include <random>

#include "pipeline/snapshot.h"

namespace yuqing {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const LaneKey kLane{"posts", 3};

// The snapshot of a lane that was read up to an offset, and as large as that many ids make it.
std::string snapshot_at(std::int64_t next, std::uint64_t ids = 1) {
  const Windowing windowing{.ids = 1'000'000};
  Lane lane;
  lane.key = kLane;
  lane.next = next;
  lane.totals.resize(1);
  lane.ids = IdSet(windowing.ids);
  for (std::uint64_t id = 1; id <= ids; id++) {
    lane.ids.insert(id);
  }
  return encode_lane(lane, windowing, TagTable());
}

void take(PieceCollector& found, const std::vector<Piece>& pieces) {
  for (const Piece& piece : pieces) {
    found.take(piece.key, piece.value);
  }
}

TEST(SnapshotPieces, PutALargeSnapshotTogetherAgain) {
  const std::string large = snapshot_at(7, 400'000);
  const std::vector<Piece> pieces = cut_snapshot(kLane, "a", 1, large);
  PieceCollector found(kLane);

  take(found, pieces);

  EXPECT_EQ(pieces.size(), 4u);
  for (const Piece& piece : pieces) {
    EXPECT_LT(piece.value.size(), std::size_t{1} << 20);
  }
  EXPECT_THAT(found.snapshots(), ElementsAre(large));
}

TEST(SnapshotPieces, GiveTheOneThatIsFurthestFirst) {
  PieceCollector found(kLane);

  take(found, cut_snapshot(kLane, "a", 1, snapshot_at(30)));
  take(found, cut_snapshot(kLane, "a", 2, snapshot_at(40)));
  take(found, cut_snapshot(kLane, "zombie", 9, snapshot_at(20)));

  EXPECT_THAT(found.snapshots(), ElementsAre(snapshot_at(40), snapshot_at(30), snapshot_at(20)));
}

TEST(SnapshotPieces, KeepTheOneBeforeWhenAWriterDiesBetweenTwoPieces) {
  const std::string before = snapshot_at(7, 300'000);
  PieceCollector found(kLane);
  take(found, cut_snapshot(kLane, "a", 1, snapshot_at(5, 300'000)));
  take(found, cut_snapshot(kLane, "a", 2, before));
  std::vector<Piece> half = cut_snapshot(kLane, "a", 3, snapshot_at(9, 300'000));
  half.pop_back();

  take(found, half);

  EXPECT_THAT(found.snapshots(), ElementsAre(before));
}

TEST(SnapshotPieces, LeaveOutPiecesOfALongerSnapshotThatStoodThereBefore) {
  PieceCollector found(kLane);
  take(found, cut_snapshot(kLane, "a", 1, snapshot_at(5, 300'000)));

  take(found, cut_snapshot(kLane, "a", 3, snapshot_at(9)));

  EXPECT_THAT(found.snapshots(), ElementsAre(snapshot_at(9)));
}

TEST(SnapshotPieces, FindEveryFlippedBit) {
  const std::vector<Piece> pieces = cut_snapshot(kLane, "a", 1, snapshot_at(5));
  for (std::size_t bit = 0; bit < pieces[0].value.size() * 8; bit++) {
    std::string damaged = pieces[0].value;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    PieceCollector found(kLane);
    found.take(pieces[0].key, damaged);
    // The number of the generation alone may be another: it only tells pieces apart.
    for (const std::string& snapshot : found.snapshots()) {
      EXPECT_EQ(snapshot, snapshot_at(5)) << "bit " << bit;
    }
  }
}

TEST(SnapshotPieces, PassOverOtherLanesAndWhatIsNoPiece) {
  PieceCollector found(kLane);

  take(found, cut_snapshot({"posts", 33}, "a", 1, snapshot_at(5)));
  found.take("posts/3/a/0/000000", "no piece");
  found.take("posts/3/", "");

  EXPECT_THAT(found.snapshots(), IsEmpty());
}

TEST(SnapshotPieces, ForgetWhatATombstoneTakesAway) {
  PieceCollector found(kLane);
  const std::vector<Piece> pieces = cut_snapshot(kLane, "a", 1, snapshot_at(5));
  take(found, pieces);

  EXPECT_THAT(found.keys_but_of("b"), ElementsAre(pieces[0].key));
  EXPECT_THAT(found.keys_but_of("a"), IsEmpty());
  found.take(pieces[0].key, {});

  EXPECT_TRUE(found.is_empty());
}

}  // namespace
}  // namespace yuqing
