// The pieces of a post that the naive matcher looks in, each with a normal form of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "operators/topic_file.h"

namespace yuqing::naive {

// A piece of a post in normal form.
struct Run {
  Places places = 0;  // the term may look in any of these
  bool inherited = false;
  std::vector<char16_t> chars = {};
  std::vector<CharClass> classes = {};

  NormalText text() const { return {.chars = {chars.data(), chars.size()}, .classes = classes}; }
};

Run run_of(std::string_view text, Places places, bool inherited);

// A run, and what of it stands inside and outside #...#.
struct Tagged {
  std::vector<Run> outside;
  std::vector<Run> inside;
};

Tagged split(const Run& run);

// The names behind every @.
std::vector<Run> mentions_of(std::string_view text, bool inherited);

// Without blanks around it.
std::u16string_view trimmed(std::u16string_view chars);

// Blanks do not count, a run of letters or of digits counts once, anything else by itself.
std::size_t units_between(const Run& run, std::size_t begin, std::size_t end);

// The run as UTF-8 with the unit that every byte belongs to; symbols are U+FFFC.
struct Bytes {
  std::string text;
  std::vector<std::size_t> units;

  explicit Bytes(const Run& run);
};

}  // namespace yuqing::naive
