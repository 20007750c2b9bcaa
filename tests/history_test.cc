#include "pipeline/history.h"

#include <gtest/gtest.h>

namespace yuqing {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kNoon = 1'737'950'400'000;

Window window_of(std::uint64_t posts) {
  Window window;
  window.cells[kAllPosts].cell.kinds = {posts, 0, 1, 0, 0};
  window.cells[kAllPosts].cell.posts = {1, 2, 3};
  window.cells[5].cell.kinds = {posts, 0, 0, 0, 0};
  return window;
}

TEST(History, KeepsTheSumsOfAWindowByTag) {
  History history;

  history.add(kNoon, window_of(6));

  const std::vector<TaggedPast>& found = history.windows().at(kNoon);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].tag, kAllPosts);
  EXPECT_EQ(found[0].sums, (Past{.posts = 7, .negative = 1, .neutral = 2, .positive = 3}));
  EXPECT_EQ(found[1].tag, 5);
  EXPECT_EQ(found[1].sums.posts, 6u);
}

TEST(History, AddsAWindowUpThatIsForgottenTwice) {
  History history;

  history.add(kNoon, window_of(6));
  history.add(kNoon, window_of(1));

  EXPECT_EQ(history.windows().at(kNoon)[0].sums.posts, 9u);
  EXPECT_EQ(history.windows().at(kNoon)[0].sums.positive, 6u);
}

TEST(History, ForgetsWhatIsOlderThanItsWindows) {
  History history;
  for (std::int64_t i = 0; i < 3; i++) {
    history.add(kNoon + i * kMinute, window_of(1));
  }

  history.forget_before(kNoon + kMinute);

  EXPECT_EQ(history.windows().begin()->first, kNoon + kMinute);
  EXPECT_EQ(history.windows().size(), 2u);
}

TEST(History, ReachesBackSoManyWindowsOfEventTime) {
  EXPECT_EQ(oldest_past(kNoon + 59'999, kMinute), kNoon - (kHistory - 1) * kMinute);
  EXPECT_EQ(oldest_past(kNoTime, kMinute), INT64_MIN);
}

}  // namespace
}  // namespace yuqing
