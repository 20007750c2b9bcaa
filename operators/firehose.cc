// See firehose.h. Here: in which order posts come, their ids, and the flaws of the stream.
#include "operators/firehose.h"

#include <cassert>
#include <string>

#include "operators/firehose_parts.h"
#include "operators/firehose_scribe.h"

namespace yuqing {
namespace {

using firehose::Dice;
using firehose::kMidEpoch;
using firehose::kMidShift;

// The highest low bits of a second belong to posts that come too late, so that theirs never
// collide with those of posts that came in time.
constexpr std::uint64_t kLateIds = 65'536;
constexpr std::uint64_t kLateLow = (std::uint64_t{1} << kMidShift) - kLateIds;

constexpr std::uint32_t kDuplicates = 520;  // of 100,000, like all below; one at a time waits
constexpr std::uint32_t kDisordered = 200;
constexpr std::uint32_t kLate = 100;
constexpr std::uint32_t kDeleted = 50;
constexpr std::uint32_t kBroken = 100;

std::uint64_t mid_of(std::int64_t unix_seconds, std::uint64_t low) {
  return (static_cast<std::uint64_t>(unix_seconds - kMidEpoch) << kMidShift) + low;
}

// The second in which the newest posts were written.
struct Moment {
  std::int64_t unix_seconds = -1;
  std::uint64_t low = 0;  // the last low bits that were given away
  std::array<char, 30> created_at = {};
};

class StoryFirehose final : public Firehose {
 public:
  explicit StoryFirehose(const FirehosePlan& plan) : plan_(plan), scribe_(plan.seed) {
    assert(plan.posts > 0 && plan.posts <= kMaxFirehosePosts);
  }

  FirehosePost next() override {
    if (again_in_ > 0 && --again_in_ == 0) {
      FirehosePost post = copied_;
      post.json = copy_;
      post.story_ms = story_ms_;
      return post;
    }
    Dice dice(plan_.seed, number_);
    const std::int64_t age_ms = advance(dice);
    Dice flaws(plan_.seed ^ 0xF1A35, number_);
    number_++;
    return plan_.flaws ? flawed_post(age_ms, dice, flaws) : post(age_ms, dice);
  }

 private:
  // Moves the story on to the next post; gives milliseconds since this telling began.
  std::int64_t advance(Dice& dice) {
    const auto shift = static_cast<std::uint32_t>(dice.next() >> 32);
    const auto telling = static_cast<std::int64_t>(number_ / plan_.posts);
    const std::int64_t ms = curve_.time_ms(number_ % plan_.posts, plan_.posts, shift);
    const std::int64_t began = firehose::kStoryStart + telling * firehose::kStoryMinutes * 60;
    story_ms_ = (began + ms / 1'000) * 1'000;
    return ms;
  }

  FirehosePost post(std::int64_t age_ms, Dice& dice) {
    const std::int64_t seconds = story_ms_ / 1'000;
    if (moment_.unix_seconds != seconds) {
      moment_.unix_seconds = seconds;
      moment_.low = dice.below(1U << 19);
      firehose::write_created_at(seconds, moment_.created_at);
    } else {
      moment_.low += 1 + dice.below(16);
    }
    assert(moment_.low < kLateLow);
    const std::uint64_t id = mid_of(seconds, moment_.low);
    return {.json = scribe_.write({.id = id, .created_at = now()}, age_ms / 3'600'000, dice),
            .id = id,
            .time_ms = story_ms_,
            .story_ms = story_ms_};
  }

  // Comes only now, but was written before.
  FirehosePost old_post(std::int64_t age_ms, std::int64_t minutes, Dice& dice) {
    const std::int64_t seconds = story_ms_ / 1'000 - minutes * 60;
    std::array<char, 30> written;
    firehose::write_created_at(seconds, written);
    late_id_ = (late_id_ + 1) % kLateIds;
    const std::uint64_t id = mid_of(seconds, kLateLow + late_id_);
    const firehose::Stamp stamp = {.id = id, .created_at = {written.data(), written.size()}};
    return {.json = scribe_.write(stamp, age_ms / 3'600'000, dice),
            .id = id,
            .time_ms = seconds * 1'000,
            .story_ms = story_ms_};
  }

  FirehosePost flawed_post(std::int64_t age_ms, Dice& dice, Dice& flaws) {
    if (flaws.chance(kDisordered)) {
      return old_post(age_ms, 1 + flaws.below(8), dice);
    }
    if (flaws.chance(kLate)) {
      return old_post(age_ms, 30 + flaws.below(60), dice);
    }
    FirehosePost made = post(age_ms, dice);
    if (flaws.chance(kDeleted)) {
      made.json = scribe_.write_deleted({.id = made.id, .created_at = now()});
    } else if (flaws.chance(kBroken)) {
      made.json = scribe_.write_broken({.id = made.id, .created_at = now()}, made.json, flaws);
    } else if (again_in_ == 0 && flaws.chance(kDuplicates)) {
      copied_ = made;
      copy_ = made.json;
      again_in_ = 1 + flaws.below(10);
    }
    return made;
  }

  std::string_view now() const { return {moment_.created_at.data(), moment_.created_at.size()}; }

  const FirehosePlan plan_;
  firehose::Scribe scribe_;
  firehose::Curve curve_;
  std::uint64_t number_ = 0;  // of the next post
  std::int64_t story_ms_ = 0;
  Moment moment_;
  std::uint64_t late_id_ = 0;
  FirehosePost copied_;  // the post that comes again, its JSON in copy_
  std::string copy_;
  std::uint32_t again_in_ = 0;  // posts; 0: none waits
};

}  // namespace

std::unique_ptr<Firehose> make_firehose(const FirehosePlan& plan) {
  return std::make_unique<StoryFirehose>(plan);
}

}  // namespace yuqing
