// The planted truth of the firehose in numbers: how much is written when, and about what.
#include <algorithm>
#include <cassert>

#include "operators/firehose_parts.h"

namespace yuqing::firehose {
namespace {

__extension__ using Wide = unsigned __int128;  // -Wpedantic knows no 128-bit integers

constexpr std::size_t kDays = 9;
constexpr std::size_t kHours = kDays * 24;

// 24 January to 1 February.
constexpr std::array<std::uint32_t, kDays> kVolumeOfDay = {8, 8, 25, 100, 120, 60, 35, 18, 12};
constexpr std::array<std::uint32_t, 24> kVolumeOfHour = {
    30, 18, 10, 6, 5, 7, 14, 28, 42, 50, 54, 54, 56, 50, 48, 48, 50, 50, 52, 56, 64, 70, 68, 50};
constexpr std::uint64_t kBurstFactor = 3;

// Shares of the subjects by day, in the order of kSubjects.
using Shares = std::array<std::array<std::uint32_t, kDays>, kSubjects.size()>;
constexpr Shares kShares = {{
    {60, 60, 160, 100, 80, 60, 50, 50, 40},        // release
    {15, 15, 40, 100, 130, 110, 70, 40, 30},       // ai_heroes
    {15, 15, 50, 110, 130, 100, 60, 40, 30},       // made_in_china
    {5, 5, 20, 40, 50, 40, 20, 10, 10},            // national_destiny
    {2, 2, 10, 30, 90, 90, 30, 10, 5},             // new_year_gift
    {10, 10, 20, 50, 50, 30, 25, 20, 15},          // chip_curbs
    {5, 5, 20, 40, 40, 30, 30, 20, 15},            // compute_doubt
    {5, 5, 10, 60, 60, 30, 20, 15, 10},            // nvidia_stock
    {30, 30, 50, 50, 40, 30, 30, 25, 20},          // open_source
    {25, 25, 60, 50, 40, 30, 30, 25, 20},          // vs_chatgpt
    {15, 15, 40, 40, 40, 40, 35, 30, 25},          // domestic_rivals
    {5, 5, 10, 20, 30, 60, 50, 35, 25},            // distillation
    {2, 2, 15, 60, 60, 25, 20, 10, 5},             // outage
    {2, 2, 5, 15, 25, 40, 45, 40, 30},             // privacy_bans
    {20, 20, 15, 15, 10, 10, 10, 10, 10},          // tiktok_sale
    {15, 15, 15, 15, 15, 15, 15, 30, 60},          // tariffs
    {10, 10, 20, 25, 25, 25, 25, 20, 20},          // jobs
    {5, 5, 20, 35, 40, 35, 25, 15, 10},            // talent
    {2, 2, 5, 20, 40, 50, 40, 20, 10},             // hometown
    {5, 5, 20, 40, 45, 45, 40, 30, 25},            // hype_scepticism
    {30, 30, 40, 40, 40, 40, 40, 40, 40},          // near_miss
    {700, 700, 300, 100, 80, 120, 240, 400, 500},  // background
}};

// Hours of the story, `end` excluded, in which a subject has a multiple of its share.
struct Surge {
  std::size_t subject = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::uint32_t factor = 1;
};
constexpr std::array<Surge, 7> kSurges = {{
    {kAiHeroes, kBurstHour, kBurstHour + 1, 6},
    {kMadeInChina, kBurstHour, kBurstHour + 1, 6},
    {subject_of("nvidia_stock"), story_hour(27, 20), story_hour(27, 24), 5},
    {subject_of("nvidia_stock"), story_hour(28, 20), story_hour(28, 24), 5},
    {subject_of("outage"), story_hour(27, 12), story_hour(27, 24), 2},
    {subject_of("outage"), story_hour(28, 8), story_hour(28, 24), 2},
    {subject_of("new_year_gift"), story_hour(28, 18), story_hour(29, 2), 3},
}};

std::uint64_t volume_of_hour(std::size_t hour) {
  const std::size_t last = std::min(hour, kHours - 1);
  return std::uint64_t{kVolumeOfDay[last / 24]} * kVolumeOfHour[last % 24];
}

std::uint64_t volume_of_minute(std::size_t minute) {
  const std::size_t hour = minute / 60;
  const std::uint64_t past = minute % 60;
  const std::uint64_t volume = volume_of_hour(hour) * (60 - past) + volume_of_hour(hour + 1) * past;
  return hour == static_cast<std::size_t>(kBurstHour) ? volume * kBurstFactor : volume;
}

}  // namespace

Curve::Curve() {
  until_.push_back(0);
  for (std::size_t minute = 0; minute < kStoryMinutes; minute++) {
    until_.push_back(until_.back() + volume_of_minute(minute));
  }
}

std::int64_t Curve::time_ms(std::uint64_t index, std::uint64_t posts, std::uint32_t shift) {
  assert(index < posts);
  const Wide place = ((Wide{index} << 32) + shift) * until_.back();
  const auto volume = static_cast<std::uint64_t>(place / (Wide{posts} << 32));
  if (volume < until_[minute_]) {
    minute_ = 0;  // the next telling
  }
  while (until_[minute_ + 1] <= volume) {
    minute_++;
  }
  const std::uint64_t within = volume - until_[minute_];
  const std::uint64_t whole = until_[minute_ + 1] - until_[minute_];
  return static_cast<std::int64_t>(minute_ * 60'000 + within * 60'000 / whole);
}

Mix::Mix() : until_(kHours) {
  for (std::size_t hour = 0; hour < kHours; hour++) {
    std::uint32_t sum = 0;
    for (std::size_t subject = 0; subject < kSubjects.size(); subject++) {
      std::uint32_t share = kShares[subject][hour / 24];
      for (const Surge& surge : kSurges) {
        const auto now = static_cast<std::int64_t>(hour);
        share *=
            surge.subject == subject && surge.begin <= now && now < surge.end ? surge.factor : 1;
      }
      sum += share;
      until_[hour][subject] = sum;
    }
  }
}

std::size_t Mix::subject(std::int64_t hour, Dice& dice) const {
  const auto& until = until_[static_cast<std::size_t>(hour)];
  const std::uint32_t thrown = dice.below(until.back());
  std::size_t subject = 0;
  while (until[subject] <= thrown) {
    subject++;
  }
  return subject;
}

}  // namespace yuqing::firehose
