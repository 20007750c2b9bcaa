// The firehose: an endless stream of invented Weibo posts, the same bytes for the same seed.
//
// It feeds the demo, the tests and the benchmarks. Everything is integer arithmetic over the seed
// and the number of the post: no clock, no floating point, no distribution of the standard library.
//
// The planted truth, which tests rely on. All times are Beijing's (+0800).
//
//   Period   24 January 2025 00:00 to 2 February 2025 00:00, nine days: one telling of the story.
//            A telling has `posts` posts; the next one goes on nine days later, and so forth.
//   Volume   by day, relative: 8 8 25 100 120 60 35 18 12 for 24 January to 1 February; within a
//            day it follows sleep: least at 04:00, most at 21:00. Linear between full hours.
//   Burst    27 January 20:00 to 21:00: three times the volume of the curve, begins and ends within
//            a minute. ai_heroes and made_in_china have six times their share in it, and three of
//            four of their posts come from the positive texts. It is the hour with most posts.
//   Topics   shares by day stand in firehose_curve.cc. Beyond them, by the hour:
//            nvidia_stock   5 times its share on 27 and 28 January, 20:00 to 24:00
//            outage         2 times on 27 January from 12:00 and on 28 January from 08:00
//            new_year_gift  3 times from 28 January 18:00 to 29 January 02:00
//            "background" are everyday sentences that match no topic: 7 of 10 on the quiet days,
//            1 of 12 in the flood. A corpus text may belong to further topics than the one it was
//            picked for, so measured shares are a little higher than planned ones.
//   Kinds    a corpus text is an original, a comment (it names the post that it stands under) or a
//            commented repost, as the corpus says. Of the originals, one of ten is passed on
//            without a word: "转发微博" with the text as its root.
//   Ids      mid = (Unix seconds - 515483463) << 22 | low bits: distinct, and in the order of time.
//   Reach    followers fall off like 1/x between 50 and 15 million; 10,000 authors, a few of whom
//            write most.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace yuqing {

// More would need more ids in a second than a mid has room for.
inline constexpr std::uint64_t kMaxFirehosePosts = 10'000'000'000;

struct FirehosePlan {
  std::uint64_t seed = 1;
  std::uint64_t posts = 100'000;  // of one telling of the story, at least 1
  // Adds what a real stream has: 0.5 % duplicates, 0.2 % posts a few minutes old, 0.1 % posts that
  // are half an hour to an hour and a half old, 0.1 % broken records and 0.05 % deleted posts.
  bool flaws = false;
};

struct FirehosePost {
  std::string_view json;      // a status of the Weibo API v2 on one line; holds until next()
  std::uint64_t id = 0;       // the mid
  std::int64_t time_ms = 0;   // event time, Unix ms UTC, whole seconds
  std::int64_t story_ms = 0;  // how far the story is: never decreases, time_ms is at most this
};

// One thread at a time.
class Firehose {
 public:
  virtual ~Firehose() = default;
  virtual FirehosePost next() = 0;
};

std::unique_ptr<Firehose> make_firehose(const FirehosePlan& plan);

}  // namespace yuqing
