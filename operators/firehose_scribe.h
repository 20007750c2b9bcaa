// Renders posts of the firehose as statuses of the Weibo API v2.
//
// Rendering is copying: texts are escaped already, authors are rendered once, so a post costs some
// forty short copies and a dozen numbers.
#pragma once

#include <array>
#include <cassert>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "operators/firehose_parts.h"

namespace yuqing::firehose {

inline constexpr std::int64_t kMidEpoch = 515'483'463;  // Unix seconds at which mids begin
inline constexpr unsigned kMidShift = 22;               // bits below the seconds of a mid

// Writes behind what it wrote before. Everything it is asked to hold fits by far.
class Pen {
 public:
  void begin() { end_ = bytes_.data(); }
  Pen& operator<<(std::string_view piece) {
    assert(end_ + piece.size() <= bytes_.data() + bytes_.size());
    std::memcpy(end_, piece.data(), piece.size());
    end_ += piece.size();
    return *this;
  }
  Pen& operator<<(std::uint64_t number) {
    end_ = std::to_chars(end_, bytes_.data() + bytes_.size(), number).ptr;
    return *this;
  }
  // `count` random letters and digits.
  void scribble(int count, Dice& dice);
  std::string_view written() const {
    return {bytes_.data(), static_cast<std::size_t>(end_ - bytes_.data())};
  }

 private:
  std::vector<char> bytes_ = std::vector<char>(32'768);  // more than twenty times the mean
  char* end_ = bytes_.data();
};

struct Stamp {
  std::uint64_t id = 0;
  std::string_view created_at;
};

// What it writes holds until it writes the next post.
class Scribe {
 public:
  explicit Scribe(std::uint64_t seed);

  // A post that fits the topics of that hour of the story.
  std::string_view write(const Stamp& stamp, std::int64_t hour, Dice& dice);
  // A post as its platform leaves it when the author has deleted it.
  std::string_view write_deleted(const Stamp& stamp);
  // A record that no reader can take for a post; `post` is the last one that was written.
  std::string_view write_broken(const Stamp& stamp, std::string_view post, Dice& dice);

 private:
  void write_text(std::size_t subject, const Text& text, Dice& dice);
  void write_pictures(Dice& dice);
  void write_root(std::uint64_t id, std::string_view text, Dice& dice);
  void write_commented(std::uint64_t id, std::string_view text, Dice& dice);

  const Corpus corpus_;
  const Authors authors_;
  const Mix mix_;
  Pen pen_;
};

}  // namespace yuqing::firehose
