// What is written on a terminal: columns that stand below each other with Chinese in them, too, and
// tables that renew themselves.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/opinion.h"

namespace yuqing {

struct TerminalSize {
  std::size_t rows = 24;
  std::size_t columns = 80;
};

// Of standard output; the usual one where it does not tell.
TerminalSize terminal_size();

// How many columns a UTF-8 text takes: two for each wide character, none for one that is only drawn
// onto another.
std::size_t columns_of(std::string_view text);

enum class Side { left, right };

// Cut, then filled with blanks to so many columns; the text stands at that side. What could control
// a terminal or turn the direction of writing is left out: texts may come from posts.
std::string fitted(std::string_view text, std::size_t columns, Side side = Side::left);

// Negative, neutral and positive as so many signs: "----......++++++". Plain ASCII, because the
// width of block characters depends on the terminal's language.
std::string sentiment_bar(const std::array<std::uint64_t, kSentiments>& posts, std::size_t width,
                          bool colours);

// Draws each table over the one before.
class Drawing {
 public:
  void show(std::string_view table);

 private:
  std::size_t drawn_ = 0;  // lines that the next table goes over
};

}  // namespace yuqing
