// What a post is and what it says, with the names that every output uses.
//
// The names are label values and keys of rows; the order is the order in snapshots and sums.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace yuqing {

enum class Sentiment : std::uint8_t { negative, neutral, positive };
inline constexpr std::size_t kSentiments = 3;
inline constexpr std::array<std::string_view, kSentiments> kSentimentNames = {"negative", "neutral",
                                                                              "positive"};

// The six of SMP2020-EWECT.
enum class Emotion : std::uint8_t { happy, angry, sad, fear, surprise, neutral };
inline constexpr std::size_t kEmotions = 6;
inline constexpr std::array<std::string_view, kEmotions> kEmotionNames = {
    "happy", "angry", "sad", "fear", "surprise", "neutral"};

enum class Kind : std::uint8_t {
  original,
  comment,           // under a post of somebody
  repost_bare,       // passes on what others said and adds nothing
  repost_commented,  // passes on and has own words
  notice,            // the platform's words in the place of the author's
};
inline constexpr std::size_t kKinds = 5;
inline constexpr std::array<std::string_view, kKinds> kKindNames = {
    "original", "comment", "repost_bare", "repost_commented", "notice"};

// What the platform says happened to the post. A post that is taken away has the verdict deleted.
enum class Change : std::uint8_t { add, update, remove };
inline constexpr std::array<std::string_view, 3> kChangeNames = {"add", "update", "delete"};

// How exact the time of a post is; received: it is the time at which the record was seen.
enum class TimePrecision : std::uint8_t { second, minute, day, received };
inline constexpr std::array<std::string_view, 4> kTimePrecisionNames = {"s", "min", "day", "recv"};

constexpr std::string_view name_of(Sentiment sentiment) {
  return kSentimentNames[static_cast<std::size_t>(sentiment)];
}
constexpr std::string_view name_of(Emotion emotion) {
  return kEmotionNames[static_cast<std::size_t>(emotion)];
}
constexpr std::string_view name_of(Kind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

constexpr std::string_view name_of(Change change) {
  return kChangeNames[static_cast<std::size_t>(change)];
}
constexpr std::string_view name_of(TimePrecision precision) {
  return kTimePrecisionNames[static_cast<std::size_t>(precision)];
}

// Whether the author says something: the others add to volume, not to sentiment.
constexpr bool is_opinion(Kind kind) {
  return kind != Kind::repost_bare && kind != Kind::notice;
}

}  // namespace yuqing
