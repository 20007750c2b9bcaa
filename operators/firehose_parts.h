// What the firehose is made of: dice, the curve of the story, its authors and its texts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yuqing::firehose {

// SplitMix64: numbers that follow from a seed and a counter, so that post 7 does not depend on
// what was asked of post 6.
class Dice {
 public:
  Dice(std::uint64_t seed, std::uint64_t number) : state_(mix(mix(seed) + number * kStep)) {}

  std::uint64_t next() {
    state_ += kStep;
    return mix(state_);
  }
  // 0 to bound - 1.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }
  bool chance(std::uint32_t of_100k) { return below(100'000) < of_100k; }

 private:
  static constexpr std::uint64_t kStep = 0xD1342543DE82EF95;

  static constexpr std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
    return value ^ (value >> 31);
  }

  std::uint64_t state_;
};

// The twenty topics, then the two kinds of posts that have none.
inline constexpr std::array<std::string_view, 22> kSubjects = {
    "release",         "ai_heroes",     "made_in_china", "national_destiny", "new_year_gift",
    "chip_curbs",      "compute_doubt", "nvidia_stock",  "open_source",      "vs_chatgpt",
    "domestic_rivals", "distillation",  "outage",        "privacy_bans",     "tiktok_sale",
    "tariffs",         "jobs",          "talent",        "hometown",         "hype_scepticism",
    "near_miss",       "background"};
consteval std::size_t subject_of(std::string_view name) {
  std::size_t subject = 0;
  while (kSubjects[subject] != name) {
    subject++;
  }
  return subject;
}
inline constexpr std::size_t kAiHeroes = subject_of("ai_heroes");
inline constexpr std::size_t kMadeInChina = subject_of("made_in_china");
inline constexpr std::size_t kNearMiss = subject_of("near_miss");     // the story, but no topic
inline constexpr std::size_t kBackground = subject_of("background");  // everyday life

inline constexpr std::int64_t kStoryStart = 1737648000;  // 24 January 2025 00:00 +0800, Unix s
inline constexpr std::int64_t kStoryMinutes = std::int64_t{9} * 24 * 60;
// The hours of the story, counted from its start; 1 February is 32 January.
constexpr std::int64_t story_hour(std::int64_t january, std::int64_t hour) {
  return (january - 24) * 24 + hour;
}
inline constexpr std::int64_t kBurstHour = story_hour(27, 20);

// Where in the story a post stands. Asked for places that never decrease.
class Curve {
 public:
  Curve();

  // Milliseconds since the story's start for post `index` of `posts`; `shift` moves it randomly
  // within its own share of the curve, so the order stays.
  std::int64_t time_ms(std::uint64_t index, std::uint64_t posts, std::uint32_t shift);

 private:
  std::vector<std::uint64_t> until_;  // volume before each minute, and in all
  std::size_t minute_ = 0;
};

// What people write about at which hour.
class Mix {
 public:
  Mix();
  std::size_t subject(std::int64_t hour, Dice& dice) const;

 private:
  std::vector<std::array<std::uint32_t, kSubjects.size()>> until_;  // by hour
};

enum class Polarity : std::uint8_t { pos, neu, neg };

struct Text {
  std::string_view json;  // as it stands between the quotes of a JSON string
  Polarity polarity = Polarity::neu;
  bool repost = false;   // ends in a quoted chain
  bool comment = false;  // stands under a post
};

// Texts by subject, the positive ones first. They are views into what was read.
class Corpus {
 public:
  // One object a line, with the keys text, topics, polarity, emotion, kind in this order.
  explicit Corpus(std::string_view lines);

  const Text& pick(std::size_t subject, bool positive, Dice& dice) const;
  // The text of an original post, for reposts to quote and for comments to stand under.
  const Text& root(std::size_t subject, Dice& dice) const;
  std::size_t size() const { return size_; }

 private:
  struct Shelf {
    std::vector<Text> texts;
    std::vector<Text> originals;
    std::uint32_t positive = 0;
  };
  std::array<Shelf, kSubjects.size()> shelves_;
  std::size_t size_ = 0;
};

struct Author {
  std::string_view json;    // the "user" object
  std::string_view region;  // where the post is sent from
  std::uint64_t id = 0;
};

class Authors {
 public:
  explicit Authors(std::uint64_t seed);
  Author pick(Dice& dice) const;

 private:
  struct Place {
    std::size_t begin = 0;
    std::size_t size = 0;
    std::string_view region;
  };
  std::string bytes_;  // all user objects behind each other
  std::vector<Place> places_;
};

// "Mon Jan 27 20:15:03 +0800 2025"
void write_created_at(std::int64_t unix_seconds, std::span<char, 30> out);

}  // namespace yuqing::firehose
