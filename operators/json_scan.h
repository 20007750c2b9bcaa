// Strings and brackets of JSON: where a value ends, and which arrays hold posts. It knows no more
// of JSON than that, except at line ends, where it asks whether the next line can go on so.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace yuqing {

class JsonScan {
 public:
  enum class Found : std::uint8_t {
    more,    // the text ended first
    value,   // the value is whole; at() stands behind it
    posts,   // an array of posts begins; at() stands behind its bracket
    broken,  // this is no JSON; at() stands where that shows
  };

  // A new value begins. With `wrapper`, arrays of posts in it are told.
  void begin(bool wrapper);
  // As if the scan stood behind the brackets in `open`.
  void begin_inside(std::string_view open);

  // Goes on in `text`, which holds what it held before and perhaps more behind.
  Found run(std::string_view text);

  std::size_t at() const { return at_; }
  // The text lost its first bytes.
  void drop(std::size_t bytes);
  // The brackets that are open.
  std::string_view open() const { return {open_.data(), depth_}; }

 private:
  static constexpr std::size_t kMostDepth = 64;

  bool pass_string(std::string_view text);
  Found pass(char c, std::string_view text);
  Found close(char c);
  bool may_follow(char c) const;
  bool holds_posts(std::string_view text) const;

  struct Word {
    std::size_t begin = 0;
    std::size_t size = 0;
  };

  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::array<char, kMostDepth> open_ = {};
  bool wrapper_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  bool line_ended_ = false;   // since the last character that is no blank
  bool maybe_posts_ = false;  // the last character opened an array with the right name
  char before_ = 0;           // the last character that is no blank
  Word word_;                 // the last string
  std::array<Word, 3> keys_;  // by depth; sizes beyond kMostKey do not matter
};

}  // namespace yuqing
