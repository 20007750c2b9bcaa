// Where in a TOML file something stands, so that a complaint can point into the middle of a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace yuqing {

// Both from 1; columns count characters.
struct FilePlace {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// A TOML text as it is written begins at `begin` of the source, with its quotes. Finds the byte of
// the source that makes the byte `at` of the text: escapes are longer than what they mean, and
// some line ends mean nothing.
std::size_t source_of(std::string_view source, std::size_t begin, std::size_t at);

class LineIndex {
 public:
  explicit LineIndex(std::string_view source);
  FilePlace position(std::string_view source, std::size_t byte) const;

 private:
  std::vector<std::size_t> begins_;  // of lines, ascending
};

}  // namespace yuqing
