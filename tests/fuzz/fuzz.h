// What a fuzz target is: one function of bytes. It ends the process, which libFuzzer reports with
// the bytes that did it, when something that must always hold does not.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace yuqing {

// Each target is a file that defines this. Called with one input after the other, by one thread.
void fuzz(std::string_view input);

inline void require(bool holds, const char* what) {
  if (!holds) {
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
  }
}

// An input that stands for several texts: cut at 0xFF, which no UTF-8 holds. The last one gets the
// rest; texts that are missing are empty.
inline std::vector<std::string_view> parts_of_input(std::string_view input, std::size_t parts) {
  std::vector<std::string_view> texts(parts);
  for (std::size_t i = 0; i < parts; i++) {
    const std::size_t size =
        i + 1 == parts ? input.size() : std::min(input.find('\xFF'), input.size());
    texts[i] = input.substr(0, size);
    input.remove_prefix(std::min(size + 1, input.size()));
  }
  return texts;
}

// A copy that ends where its memory ends, so that a read behind it is found.
inline std::vector<char> tight(std::string_view text) {
  return {text.begin(), text.end()};
}

}  // namespace yuqing
